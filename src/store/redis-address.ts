/** Piket cannot run on this Redis; the message says why, and holds no password. */
export class RedisUnusable extends Error {}

/** Where Redis is: a private socket, or what REDIS_URL says. */
export type RedisAddress =
  | { readonly path: string; readonly password?: string }
  | { readonly url: string };

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

interface Login {
  readonly username?: string;
  readonly password?: string;
}

/** An address as it was read. `isEncrypted` is of every connection, those to sentinels too. */
export type Whereabouts = Login &
  (
    | { readonly kind: 'socket'; readonly path: string }
    | ({ readonly kind: 'server'; readonly isEncrypted: boolean; readonly db: number } & Endpoint)
    | {
        readonly kind: 'sentinel';
        readonly isEncrypted: boolean;
        readonly sentinels: readonly Endpoint[];
        readonly name: string;
        readonly db: number;
      }
    | {
        readonly kind: 'cluster';
        readonly isEncrypted: boolean;
        readonly nodes: readonly Endpoint[];
      }
  );

const PORTS = { server: 6379, sentinel: 26_379, cluster: 6379 };

/**
 * Reads `redis://user:password@host:6379/db`, `redis+sentinel://host:26379,host:26379/master/db` or
 * `redis+cluster://host:6379,host:6379`; encrypted with `rediss` in place of `redis`, and with user and
 * password before the hosts of any. Throws a readable error, free of the password.
 */
export const readAddress = (address: RedisAddress): Whereabouts => {
  if ('path' in address) return { kind: 'socket', ...address };
  const [, scheme, rest = ''] = /^([a-z+]+):\/\/(.*)$/s.exec(address.url) ?? [];
  if (scheme === undefined) throw new RedisUnusable('REDIS_URL is not a URL');
  const [, secure, topology] = /^redis(s?)(?:\+(sentinel|cluster))?$/.exec(scheme) ?? [];
  if (secure === undefined) {
    throw new RedisUnusable(
      'REDIS_URL is redis:// or rediss://, redis+sentinel:// or redis+cluster://',
    );
  }
  const kind = topology === 'sentinel' || topology === 'cluster' ? topology : 'server';
  const [authority = '', ...path] = rest.split('/');
  const at = authority.lastIndexOf('@');
  const hosts = authority.slice(at + 1).split(',');
  const endpoints = hosts.map((text) => readEndpoint(text, PORTS[kind]));
  const common = { ...readLogin(authority.slice(0, Math.max(0, at))), isEncrypted: secure === 's' };
  if (kind === 'cluster') {
    if (path.join('') !== '') throw new RedisUnusable('REDIS_URL of a cluster names no database');
    return { kind, ...common, nodes: endpoints };
  }
  if (kind === 'sentinel') {
    const [name = '', ...db] = path;
    if (name === '') {
      throw new RedisUnusable(
        'REDIS_URL for Sentinel needs the name of the master after the hosts: /name',
      );
    }
    return { kind, ...common, sentinels: endpoints, name: decoded(name), db: readDb(db) };
  }
  const [server] = endpoints;
  if (server === undefined || endpoints.length > 1) {
    throw new RedisUnusable(
      'REDIS_URL names one server, unless by redis+sentinel:// or redis+cluster://',
    );
  }
  return { kind, ...common, ...server, db: readDb(path) };
};

const readEndpoint = (text: string, standardPort: number): Endpoint => {
  const [, v6, name, port = standardPort] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? [];
  const host = v6 ?? name;
  if (host === undefined)
    throw new RedisUnusable('REDIS_URL has to name its hosts as host or host:port');
  return { host, port: Number(port) };
};

const readLogin = (text: string): Login => {
  const colon = text.indexOf(':');
  const [username, password] =
    colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
  return {
    ...(username !== '' && { username: decoded(username) }),
    ...(password !== '' && { password: decoded(password) }),
  };
};

const readDb = (path: readonly string[]): number => {
  const db = path.join('/');
  if (!/^\d*$/.test(db)) throw new RedisUnusable('REDIS_URL may end in a database number only');
  return Number(db);
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RedisUnusable(
      'REDIS_URL has a % that encodes nothing; the sign itself is written %25',
    );
  }
};
