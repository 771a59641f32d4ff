import { Temporal } from 'temporal-polyfill';
import { loadConfiguration } from '../configuration.ts';
import { whoIsOnCall } from '../core/on-call.ts';
import { type Command, configDir, Misuse } from './command.ts';

const USAGE = 'usage: piket on-call [--at TIME]';

/** An ISO 8601 instant, such as `2026-11-23T03:00:00+01:00`. */
function instantOf(text: string): number {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    throw new Misuse(`--at wants an instant such as 2026-11-23T03:00:00+01:00, not ${text}`, 2);
  }
}

/** `Mon 2026-11-30 09:00`, on the wall clock of the schedule's zone. */
function wallClock(at: number, zone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const weekday = local.toLocaleString('en', { weekday: 'short' });
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
  return `${weekday} ${local.toPlainDate().toString()} ${time}`;
}

export const onCallCommand: Command = {
  usage: 'on-call [--at TIME]',
  about: 'tells who is on call for each role and team, and until when',
  async run(args, io) {
    const [option, time, ...rest] = args;
    const isAsked = option === '--at' && time !== undefined && rest.length === 0;
    if (args.length > 0 && !isAsked) throw new Misuse(USAGE, 2);
    const { rules } = loadConfiguration(configDir(io.env));
    const rows = whoIsOnCall(rules, isAsked ? instantOf(time) : Date.now()).map(
      ({ team, schedule, people, untilAt }) => {
        const names = people.map((id) => rules.people[id]?.name ?? id).join(', ') || 'nobody';
        const zone = rules.schedules[schedule]?.zone ?? 'UTC';
        const until = untilAt === undefined ? '' : `until ${wallClock(untilAt, zone)} ${zone}`;
        return `${team.padEnd(20)} ${names.padEnd(16)} ${until}`.trimEnd();
      },
    );
    io.stdout.write(`${rows.join('\n')}\n`);
    return 0;
  },
};
