/** What ioredis and BullMQ are opened with. */
export type ConnectionOptions = Whereabouts & {
  readonly retryStrategy: (attempt: number) => number;
  readonly connectTimeout: number;
  readonly maxRetriesPerRequest: number | null;
  readonly enableOfflineQueue?: boolean;
  readonly commandTimeout?: number;
};

type Whereabouts = {
  readonly path?: string;
  readonly host?: string;
  readonly port?: number;
  readonly username?: string;
  readonly password?: string;
  readonly db?: number;
  readonly tls?: { readonly servername: string };
};

/** Where Redis is: a private socket, or a `redis://` or `rediss://` URL (`host`, `user:password@`, `/db`). */
export type RedisAddress =
  | { readonly path: string; readonly password?: string }
  | { readonly url: string };

const retryStrategy = (attempt: number): number => Math.min(50 * 2 ** Math.min(attempt, 5), 1000);

/** For everything that somebody waits for: fails within 2 s, at once while Redis is away. */
export const failFast = (address: RedisAddress): ConnectionOptions => ({
  ...whereabouts(address),
  retryStrategy,
  connectTimeout: 2000,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  commandTimeout: 2000,
});

/** For workers, which wait for work: outlives any outage, and has no time-out, since it blocks. */
export const patient = (address: RedisAddress): ConnectionOptions => ({
  ...whereabouts(address),
  retryStrategy,
  connectTimeout: 2000,
  maxRetriesPerRequest: null,
});

/** Throws a readable error, free of the password, for an address that it cannot use. */
const whereabouts = (address: RedisAddress): Whereabouts => {
  if ('path' in address) return { ...address };
  if (!URL.canParse(address.url)) throw new Error('REDIS_URL is not a URL');
  const url = new URL(address.url);
  if (url.protocol !== 'redis:' && url.protocol !== 'rediss:') {
    throw new Error(`REDIS_URL has to start with redis:// or rediss://, not ${url.protocol}//`);
  }
  if (url.hostname === '' || url.host.includes(',')) {
    throw new Error('REDIS_URL names one server; Sentinel and Cluster are not supported yet');
  }
  const db = url.pathname.slice(1);
  if (!/^\d*$/.test(db)) throw new Error('REDIS_URL may end in a database number only');
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port || 6379),
    ...(url.username !== '' && { username: decodeURIComponent(url.username) }),
    ...(url.password !== '' && { password: decodeURIComponent(url.password) }),
    ...(db !== '' && { db: Number(db) }),
    ...(url.protocol === 'rediss:' && { tls: { servername: url.hostname } }),
  };
};
