import { Temporal } from 'temporal-polyfill';
import { loadConfiguration } from '../configuration.ts';
import { onCallElsewhere, whoIsOnCall } from '../core/on-call.ts';
import type { Schedule } from '../core/schedule.ts';
import { gaps } from '../core/shifts.ts';
import { dateAndTime } from '../core/wall-clock.ts';
import { type Command, configDir, Misuse, misused, readArgs } from './command.ts';

const GAPS_WITHIN_MS = 30 * 86_400_000;
const MOST_GAPS = 3;
const USAGE = 'on-call [--at TIME]';

const LOCAL = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?$/;

/** An ISO 8601 instant; without an offset, what it means in the one zone of all schedules. */
function instantOf(text: string, schedules: readonly Schedule[]): number {
  if (LOCAL.test(text)) return localInstant(text, [...new Set(schedules.map(({ zone }) => zone))]);
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    throw new Misuse(`--at wants an instant such as 2026-11-23T03:00:00+01:00, not ${text}`, 2);
  }
}

/** A date alone is its first moment. Nothing is guessed where clocks disagree or are set back. */
function localInstant(text: string, zones: readonly string[]): number {
  const [zone = 'UTC', ...others] = zones;
  const offset = 'write its offset, such as 2026-11-23T03:00+01:00';
  if (others.length > 0)
    throw new Misuse(`--at ${text}: the schedules are in ${zones.join(', ')}; ${offset}`, 2);
  try {
    return Temporal.PlainDateTime.from(text, { overflow: 'reject' }).toZonedDateTime(zone, {
      disambiguation: text.length === '2026-11-23'.length ? 'compatible' : 'reject',
    }).epochMilliseconds;
  } catch {
    throw new Misuse(`--at ${text} is no time, or there twice, in ${zone}; ${offset}`, 2);
  }
}

/** When nobody will be on call, a line each; of one that lasts now the row above says so. */
function gapLines(schedule: Schedule, now: number): readonly string[] {
  const { zone } = schedule;
  const ahead = gaps(schedule, now, now + GAPS_WITHIN_MS).filter(({ fromAt }) => fromAt > now);
  const lines = ahead.slice(0, MOST_GAPS).map(({ fromAt, untilAt }) => {
    const [from, until] = [fromAt, untilAt].map((at) => dateAndTime(at, zone));
    return `${' '.repeat(20)} nobody from ${from} until ${until} ${zone}`;
  });
  const more = ahead.length - lines.length;
  return more === 0
    ? lines
    : [...lines, `${' '.repeat(20)} nobody ${more} more times in the next 30 days`];
}

export const onCallCommand: Command = {
  usage: USAGE,
  about: 'tells who is on call for each role, team and schedule, and until when',
  async run(args, io, clock) {
    const { values, positionals } = readArgs(args, USAGE, { at: { type: 'string' } });
    if (positionals.length > 0) throw misused(USAGE);
    const now = clock.now();
    const { rules } = loadConfiguration(configDir(io.env), now);
    const at = values.at === undefined ? now : instantOf(values.at, Object.values(rules.schedules));
    const onCall = [...whoIsOnCall(rules, at), ...onCallElsewhere(rules, at)];
    const rows = onCall.flatMap(({ team, schedule: name, people, untilAt }) => {
      const names = people.map((id) => rules.people[id]?.name ?? id).join(', ') || 'nobody';
      const schedule = rules.schedules[name];
      const zone = schedule?.zone ?? 'UTC';
      const until = untilAt === undefined ? '' : `until ${dateAndTime(untilAt, zone)} ${zone}`;
      const row = `${team.padEnd(20)} ${names.padEnd(16)} ${until}`.trimEnd();
      return [row, ...(schedule === undefined ? [] : gapLines(schedule, at))];
    });
    io.stdout.write(`${rows.join('\n')}\n`);
    return 0;
  },
};
