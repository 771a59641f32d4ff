import type { Policy } from '../core/policy.ts';
import type { Keys } from './keys.ts';
import type { Connection } from './redis-connection.ts';

/** Every policy that an incident may have started with, by the hash of its content. */
export interface Policies {
  keep(policy: Policy): Promise<void>;
  all(): Promise<readonly Policy[]>;
}

export const redisPolicies = (redis: Connection, keys: Keys): Policies => ({
  keep: async (policy) => {
    await redis().hsetnx(keys.policies, policy.id, JSON.stringify(policy));
  },
  all: async () => (await redis().hvals(keys.policies)).map((text): Policy => JSON.parse(text)),
});

/** Secrets that Piket made by itself, so that all its processes share them. */
export interface KeptSecrets {
  get(name: string): Promise<string | undefined>;
  /** Answers what was kept first. */
  setIfAbsent(name: string, value: string): Promise<string>;
}

export const redisSecrets = (redis: Connection, keys: Keys): KeptSecrets => ({
  get: async (name) => (await redis().hget(keys.secrets, name)) ?? undefined,
  setIfAbsent: async (name, value) => {
    await redis().hsetnx(keys.secrets, name, value);
    return (await redis().hget(keys.secrets, name)) ?? value;
  },
});
