import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

/** A Piket in a process of its own, which ends itself where it is told to: test/support/drill-child.js. */
export interface DrilledPiket {
  readonly url: string;
  /** When everything was open. */
  readonly readyAt: number;
  /** When it was gone, whoever ended it. */
  readonly ended: Promise<number>;
  /** Counts calls from now on; at the edge `fatal`, `incidents.commit#2 after`, it kills itself. */
  watch(fatal?: string): Promise<void>;
  /** The edges crossed since `watch`. */
  crossed(): Promise<readonly string[]>;
  /** The channel never settles for the next `times` pages whose id matches; tells which, as they come. */
  hang(match: RegExp, times: number, told?: (pageId: string) => void): Promise<void>;
  /** `kill -9`. Answers when it was gone. */
  kill(): Promise<number>;
  /** As a terminal's Ctrl-C: hands back what it has, ends its own Redis last. */
  stop(): Promise<void>;
  /** What it had to say of trouble. */
  readonly said: () => string;
}

const root = join(import.meta.dirname, '../..');

/** The child runs the build: makes sure that it is the build of these sources. */
export const buildPiket = async (): Promise<void> => {
  await promisify(execFile)(process.execPath, [join(root, 'bin/build.js')], { cwd: root });
};

const news = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), url: z.string(), at: z.number() }),
  z.object({ type: z.literal('done'), crossed: z.array(z.string()) }),
  z.object({ type: z.literal('hangs'), pageId: z.string() }),
]);
type News = z.output<typeof news>;

export const startPiket = async (env: NodeJS.ProcessEnv): Promise<DrilledPiket> => {
  const child = fork(join(import.meta.dirname, 'drill-child.js'), {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
  });
  const ended = once(child, 'exit').then(() => Date.now());
  const hear = <T extends News['type']>(type: T) =>
    new Promise<Extract<News, { type: T }>>((resolve, reject) => {
      const listen = (message: unknown) => {
        const heard = news.parse(message);
        if (!is(heard, type)) return;
        child.off('message', listen);
        resolve(heard);
      };
      child.on('message', listen);
      void ended.then(() => reject(new Error(`Piket ended: ${said}`)));
    });
  /** Answers as soon as the order is in force; nothing when the child is gone by then. */
  const order = async (message: object): Promise<readonly string[]> => {
    if (!child.connected) return [];
    const done = hear('done').catch(() => undefined);
    child.send(message, () => undefined);
    return (await done)?.crossed ?? [];
  };
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  const { url, at: readyAt } = await hear('ready');
  return {
    url,
    readyAt,
    ended,
    watch: async (fatal) => {
      await order({ type: 'watch', fatal });
    },
    crossed: () => order({ type: 'tell' }),
    hang: async (match, times, told) => {
      child.on('message', (message) => {
        const heard = news.parse(message);
        if (heard.type === 'hangs') told?.(heard.pageId);
      });
      await order({ type: 'hang', match: match.source, times });
    },
    kill: () => end('SIGKILL'),
    stop: async () => {
      await end('SIGTERM');
    },
    said: () => said,
  };
};

const is = <T extends News['type']>(heard: News, type: T): heard is Extract<News, { type: T }> =>
  heard.type === type;
