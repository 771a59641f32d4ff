import type { Connection } from './redis-connection.ts';

/**
 * Whether Redis syncs every write before it answers, and never drops a key for want of memory. Where
 * CONFIG is forbidden only the append-only file can be seen (INFO), not how often it is synced.
 */
export const isDurable = async (redis: Connection): Promise<boolean> => {
  const setting = async (name: string) => {
    const [, value] = await redis().config('GET', name);
    return value;
  };
  try {
    return (
      (await setting('appendonly')) === 'yes' &&
      (await setting('appendfsync')) === 'always' &&
      (await setting('no-appendfsync-on-rewrite')) === 'no' &&
      (await setting('maxmemory-policy')) === 'noeviction'
    );
  } catch (error) {
    if (!(error instanceof Error && /NOPERM|unknown command|not allowed/i.test(error.message))) {
      throw error;
    }
    const info = `${await redis().info('persistence')}${await redis().info('memory')}`;
    return info.includes('aof_enabled:1') && info.includes('maxmemory_policy:noeviction');
  }
};
