import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** Where the embedded Redis listens: a private socket, or loopback with a password in the URL. */
export type RedisConnection = { readonly path: string } | { readonly url: string };

/** The embedded Redis' files, all in `DATA_DIR/redis`. */
export interface RedisHome {
  readonly folder: string;
  readonly config: string;
  readonly socket: string;
  readonly pidFile: string;
  readonly log: string;
}

/** Makes the folder where it is missing; for its owner only, as the socket and the data are in it. */
export async function openRedisHome(dataDir: string): Promise<RedisHome> {
  const wanted = join(dataDir, 'redis');
  await mkdir(wanted, { recursive: true, mode: 0o700 });
  await chmod(wanted, 0o700);
  const folder = await realpath(wanted);
  return {
    folder,
    config: join(folder, 'redis.conf'),
    socket: join(folder, 'redis.sock'),
    pidFile: join(folder, 'redis.pid'),
    log: join(folder, 'redis.log'),
  };
}

/** A socket's path must fit into `sun_path`: 108 bytes on Linux (unix(7)), 104 on macOS. */
const longestSocketPath = 100;

/** Chooses where to listen and writes the configuration file. */
export async function configureRedis(home: RedisHome): Promise<RedisConnection> {
  const { listen, connection } =
    Buffer.byteLength(home.socket) <= longestSocketPath ? onSocket(home) : await onLoopback();
  const lines = [...listen, ...files(home), ...durability, ...tuning];
  await writeFile(home.config, `${lines.join('\n')}\n`, { mode: 0o600 });
  return connection;
}

/** What the last `configureRedis` chose, if anything. */
export async function lastConnection(home: RedisHome): Promise<RedisConnection | undefined> {
  const config = await readFile(home.config, 'utf8').catch(() => undefined);
  if (config === undefined) return undefined;
  const [port, password] = [/^port (\d+)$/m, /^requirepass (\w+)$/m].map(
    (it) => it.exec(config)?.[1],
  );
  if (port === undefined || password === undefined) return { path: home.socket };
  return { url: `redis://:${password}@127.0.0.1:${port}` };
}

const onSocket = ({ socket }: RedisHome) => ({
  listen: ['port 0', `unixsocket ${quoted(socket)}`, 'unixsocketperm 700'],
  connection: { path: socket },
});

const onLoopback = async () => {
  const port = await freePort();
  const password = randomBytes(24).toString('hex');
  return {
    listen: [`port ${port}`, 'bind 127.0.0.1', `requirepass ${password}`],
    connection: { url: `redis://:${password}@127.0.0.1:${port}` },
  };
};

/** The process title stays the command line, which names the configuration and so tells whose it is. */
const files = ({ folder, pidFile }: RedisHome) => [
  'daemonize no',
  'set-proc-title no',
  'protected-mode yes',
  `dir ${quoted(folder)}`,
  `pidfile ${quoted(pidFile)}`,
  'logfile ""',
];

/** An answered write is on disk: `no-appendfsync-on-rewrite yes` would quietly end that at times. */
const durability = [
  'appendonly yes',
  'appendfsync always',
  'no-appendfsync-on-rewrite no',
  'aof-load-truncated yes',
  'aof-use-rdb-preamble yes',
  'auto-aof-rewrite-percentage 100',
  'auto-aof-rewrite-min-size 64mb',
  'aof-rewrite-incremental-fsync yes',
  'save ""',
  'maxmemory-policy noeviction',
];

/** `hz 100`: timers wake up within 15 ms instead of 100. The listpack limits keep incidents small. */
const tuning = [
  'hz 100',
  'hash-max-listpack-value 1024',
  'hash-max-listpack-entries 128',
  'stream-node-max-bytes 1024',
  'latency-monitor-threshold 50',
  'slowlog-log-slower-than 10000',
  'enable-debug-command no',
  'enable-module-command no',
  'timeout 0',
  'tcp-keepalive 60',
];

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port was given');
  return address.port;
}
