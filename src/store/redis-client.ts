import { isIP } from 'node:net';
import { Cluster, Redis } from 'ioredis';
import { type RedisAddress, readAddress } from './redis-address.ts';

/** Speaks to one server, to the master that Sentinel names, or to a cluster. */
export type RedisClient = Redis | Cluster;

/**
 * `fail-fast` is for everything that somebody waits for: it fails within 2 s, at once while Redis is
 * away. `patient` is for workers, which wait for work: it outlives any outage, and has no time-out,
 * since it blocks.
 */
export type Patience = 'fail-fast' | 'patient';

const TIMEOUT_MS = 2000;
/** A server that says nothing for so long is left for whatever took its place. */
const SILENT_MS = 3000;
/** BullMQ's workers ask for jobs and are silent for 10 s at most. */
const SILENT_WORKER_MS = 12_000;
/** How soon a node of a cluster that says nothing is left likewise. */
const REFRESH_SLOTS_MS = 5000;

const retryStrategy = (attempt: number): number => Math.min(50 * 2 ** Math.min(attempt, 5), 1000);

/** Opens one client; it connects, and connects again, by itself. Throws for an address it cannot use. */
export const openClient = (address: RedisAddress, patience: Patience): RedisClient => {
  const client = clientOf(address, patience === 'patient');
  // Whoever uses it listens for more; ioredis prints what nobody listens for.
  client.on('error', () => undefined);
  return client;
};

const clientOf = (address: RedisAddress, isPatient: boolean): RedisClient => {
  const place = readAddress(address);
  const { username, password } = place;
  const each = {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    connectTimeout: TIMEOUT_MS,
    ...(isPatient
      ? { maxRetriesPerRequest: null }
      : { maxRetriesPerRequest: 0, commandTimeout: TIMEOUT_MS }),
  };
  const one = {
    ...each,
    retryStrategy,
    reconnectOnError,
    enableOfflineQueue: isPatient,
    socketTimeout: isPatient ? SILENT_WORKER_MS : SILENT_MS,
  };
  switch (place.kind) {
    case 'socket':
      return new Redis({ ...one, path: place.path });
    case 'server': {
      const { host, port, db, isEncrypted } = place;
      const tls = isIP(host) === 0 ? { servername: host } : {};
      return new Redis({ ...one, host, port, db, ...(isEncrypted && { tls }) });
    }
    case 'sentinel': {
      const { sentinels, name, db, isEncrypted } = place;
      return new Redis({
        ...one,
        sentinels: [...sentinels],
        name,
        db,
        // Sentinels seldom have users; one without a password takes any.
        ...(username === undefined && password !== undefined && { sentinelPassword: password }),
        ...(isEncrypted && { tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true }),
        sentinelCommandTimeout: TIMEOUT_MS,
        sentinelRetryStrategy: retryStrategy,
        // No failoverDetector: one that speaks up while its client connects ends the client for good.
      });
    }
    case 'cluster':
      return new Cluster([...place.nodes], {
        clusterRetryStrategy: retryStrategy,
        enableOfflineQueue: isPatient,
        slotsRefreshInterval: REFRESH_SLOTS_MS,
        // Keeps names, as certificates hold them, and lets one that is not known stop nobody.
        dnsLookup: (host, done) => done(null, host),
        redisOptions: { ...each, ...(place.isEncrypted && { tls: {} }) },
      });
  }
};

/** 2: to the new master, and say it there again. */
const reconnectOnError = (error: Error): 2 | false =>
  error.message.includes('READONLY') ? 2 : false;
