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

/** An ISO 8601 instant, such as `2026-11-23T03:00:00+01:00`. */
function instantOf(text: string): number {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    throw new Misuse(`--at wants an instant such as 2026-11-23T03:00:00+01:00, not ${text}`, 2);
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
    const at = values.at === undefined ? clock.now() : instantOf(values.at);
    const { rules } = loadConfiguration(configDir(io.env), at);
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
