import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { program } from './programs.ts';
import { freePort } from './real-program.ts';
import { startRedis } from './real-redis.ts';
import { until } from './until.ts';

/** A master, its replica, and a sentinel that makes the one the other when it has to. */
export interface WatchedRedis {
  /** As Piket takes it. */
  readonly url: string;
  /** Ends the master as a power cut would, once the replica has all that it holds. */
  killMaster(): Promise<void>;
  /** The master answers nobody, and nobody is told; waits for the replica likewise. */
  freezeMaster(): Promise<void>;
  stop(): Promise<void>;
}

const PASSWORD = 'a password';

export const startWatchedRedis = async (): Promise<WatchedRedis> => {
  const [masterPort, replicaPort] = [await freePort(), await freePort()];
  const [master, replica] = [await startMember(masterPort), await startMember(replicaPort)];
  const [onMaster, onReplica] = [askAt(masterPort), askAt(replicaPort)];
  await onReplica.replicaof('127.0.0.1', masterPort);
  await until('the replica follows', async () =>
    (await onReplica.info('replication')).includes('master_link_status:up'),
  );
  const sentinel = await startSentinel(masterPort);
  const untilCopied = async () => {
    // Of this connection's own last write, which comes after all others.
    await onMaster.set('a last write', '');
    if ((await onMaster.wait(1, 10_000)) !== 1) throw new Error('the replica does not follow');
  };
  return {
    url: `redis+sentinel://:${encodeURIComponent(PASSWORD)}@127.0.0.1:${sentinel.port}/the%20one`,
    killMaster: async () => {
      await untilCopied();
      await master.kill();
    },
    freezeMaster: async () => {
      await untilCopied();
      master.freeze();
    },
    stop: async () => {
      for (const client of [onMaster, onReplica]) client.disconnect();
      await sentinel.stop();
      for (const member of [master, replica]) await member.stop();
    },
  };
};

const startMember = (port: number) =>
  startRedis({
    bind: '127.0.0.1',
    port: String(port),
    requirepass: PASSWORD,
    masterauth: PASSWORD,
    // Otherwise a replica is copied to after five seconds at the earliest.
    'repl-diskless-sync-delay': '0',
  });

const askAt = (port: number): Redis => {
  const redis = new Redis({ host: '127.0.0.1', port, password: PASSWORD });
  redis.on('error', () => undefined);
  return redis;
};

const startSentinel = async (masterPort: number) => {
  const folder = await mkdtemp(join(tmpdir(), 'piket-sentinel-'));
  const port = await freePort();
  const file = join(folder, 'sentinel.conf');
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    `sentinel monitor "the one" 127.0.0.1 ${masterPort} 1`,
    `sentinel auth-pass "the one" "${PASSWORD}"`,
    'sentinel down-after-milliseconds "the one" 500',
    'sentinel failover-timeout "the one" 3000',
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  const { command, env } = program('redis-server');
  const child = spawn(command, [file, '--sentinel'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const stop = async () => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  const redis = new Redis({ host: '127.0.0.1', port, retryStrategy: () => 50 });
  redis.on('error', () => undefined);
  await until('the sentinel sees the replica', async () =>
    JSON.stringify(await redis.call('SENTINEL', 'REPLICAS', 'the one')).includes(
      '"master-link-status","ok"',
    ),
  );
  redis.disconnect();
  return { port, stop };
};

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
};
