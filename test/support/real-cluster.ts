import { Redis } from 'ioredis';
import { freePort } from './real-program.ts';
import { type RealRedis, startRedis } from './real-redis.ts';
import { until } from './until.ts';

/** A cluster of one node, which holds all slots. */
export interface RealCluster extends Omit<RealRedis, 'path'> {
  /** As Piket takes it. */
  readonly url: string;
}

export const startCluster = async (): Promise<RealCluster> => {
  const [port, busPort] = [await freePort(), await freePort()];
  const { path, ...node } = await startRedis({
    bind: '127.0.0.1',
    port: String(port),
    requirepass: 'a password',
    'cluster-enabled': 'yes',
    'cluster-port': String(busPort),
    // Alone it would never learn its own address.
    'cluster-announce-ip': '127.0.0.1',
  });
  const redis = new Redis({ path, password: 'a password' });
  await redis.cluster('ADDSLOTSRANGE', 0, 16_383);
  await until('the cluster serves', async () =>
    (await redis.cluster('INFO')).includes('cluster_state:ok'),
  );
  redis.disconnect();
  return { ...node, url: `redis+cluster://:a%20password@127.0.0.1:${port}` };
};
