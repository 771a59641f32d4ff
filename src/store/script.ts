import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Connection } from './redis-connection.ts';

/** Runs a Lua script. A nil reply is null. */
export type Script = (keys: readonly string[], args: readonly string[]) => Promise<unknown>;

/** Lets a script write when Redis has used up its memory: for what incidents already open need. */
export const WHEN_FULL = '#!lua flags=allow-oom\n';

/**
 * A script beside this file. It is sent by its digest, and whole when a restarted Redis has lost it.
 * A full Redis refuses it as a whole, unless `header` says otherwise.
 */
export const loadScript = (redis: Connection, file: string, header = '#!lua\n'): Script => {
  const lua = header + readFileSync(new URL(file, import.meta.url), 'utf8');
  const digest = createHash('sha1').update(lua).digest('hex');
  return async (keys, args) => {
    try {
      return await redis().call('EVALSHA', [digest, keys.length, ...keys, ...args]);
    } catch (error) {
      // A cluster that is finding itself again says it among other words.
      if (!(error instanceof Error && error.message.includes('NOSCRIPT'))) throw error;
      return redis().call('EVAL', [lua, keys.length, ...keys, ...args]);
    }
  };
};
