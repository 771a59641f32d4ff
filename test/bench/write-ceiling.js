/** How often Redis does the write of a new incident when nothing but redis-benchmark asks for it. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { findProgram } from '../../bin/bootstrap/programs.js';
import { commandsOf, guardsOf } from '../../dist/store/incident-writes.js';
import { groupDigest, keysUnder } from '../../dist/store/keys.js';
import { openings } from './incidents.js';

const WRITES = 10_000;
/** Within the program, another random number each time it stands in a command. */
const RANDOM = '__rand_int__';
const script = new URL('../../dist/store/compare-and-write.lua', import.meta.url);

export async function writesPerSecond({ redis, redisPort }, kind, connections) {
  const change = openings(kind)(RANDOM, Date.now());
  const keys = keysUnder('{piket}:');
  const lua = `#!lua\n${readFileSync(script, 'utf8')}`;
  await redis.script('LOAD', lua);
  const guards = guardsOf(keys, change).flatMap(({ key, field = '', expected = '' }) => [
    key,
    field,
    expected,
  ]);
  const commands = commandsOf(keys, change).flatMap((words) => [`${words.length}`, ...words]);
  // A command line holds no NUL: the number is random, and the script looks for NULs all the same.
  const words = [keys.lastNumber, '1', `${guards.length / 3}`, ...guards, ...commands];
  const group = groupDigest(change.groupKey);
  const digest = createHash('sha1').update(lua).digest('hex');
  const { command, env } = await findProgram('redis-benchmark');
  const options = `-p ${redisPort} -c ${connections} -n ${WRITES} -r 1000000000 --csv`
    .split(' ')
    .concat('EVALSHA', digest, '1');
  const { stdout } = await promisify(execFile)(
    command,
    options.concat(words.map((word) => word.replaceAll('\0', RANDOM).replaceAll(group, RANDOM))),
    { env: { ...process.env, ...env }, timeout: 60_000, maxBuffer: 2 ** 24 },
  );
  const line = stdout.trim().split('\n').at(-1) ?? '';
  const perSecond = Number(/,"([\d.]+)"/.exec(line)?.[1]);
  if (!(perSecond > 0)) throw new Error(`redis-benchmark says ${stdout}`);
  const written = await redis.zcard(keys.incidents);
  if (written < WRITES * 0.9) throw new Error(`redis-benchmark wrote ${written} incidents only`);
  return perSecond;
}
