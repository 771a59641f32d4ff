import { figureFields } from '../core/figures.ts';
import type { Incident } from '../core/incident.ts';
import { phoneOfPage } from '../core/page-id.ts';
import type { Page } from '../core/page.ts';
import type { Change } from '../ports.ts';
import { type Command, type Guard, numberWord } from './atomic-write.ts';
import { alertText, snapshotText, versionAfter } from './incident-records.ts';
import { NEW_NUMBER, type Keys, keyText, type Numbered, pageField } from './keys.ts';
import { claimOf, pageMember, timerMember } from './owed-members.ts';

const RESOLVED_ALERT_KEPT_MS = 7 * 24 * 3_600_000;

/** Everything that the decision read and that the write depends on. */
export const guardsOf = (keys: Keys, { before, incident, alerts, ...read }: Change): Guard[] => [
  ...(before === undefined
    ? []
    : [
        {
          key: keys.incident(before.incident.number),
          field: 'version',
          expected: numberWord(before.version),
        },
      ]),
  // A new incident depends on the group's latest, on its absence too.
  ...(before === undefined || read.groupBefore !== undefined
    ? [{ key: keys.group(incident.source, incident.groupKey), expected: word(read.groupBefore) }]
    : []),
  ...alerts.map(({ source, fingerprint }) => ({
    key: keys.alert(source, fingerprint),
    expected: word(read.alertsBefore.get(fingerprint)),
  })),
];

const word = (value: number | undefined) => (value === undefined ? undefined : numberWord(value));

export const commandsOf = (keys: Keys, change: Change): Command[] => {
  const number = change.before?.incident.number ?? NEW_NUMBER;
  return inFewer([
    ...timerCommands(keys, number, change),
    ...pageCommands(keys, number, change),
    ...listCommands(keys, number, change),
    ...waitingOnCommands(keys, number, change),
    ...snapshotCommands(keys, number, change),
    ...alertCommands(keys, number, change),
    ...change.figures
      .flatMap(figureFields)
      .map(
        ([field, increment]): Command => [
          'HINCRBYFLOAT',
          keys.figures,
          field,
          numberWord(increment),
        ],
      ),
  ]);
};

/** Commands that take any number of members, fields or elements of one key. */
const TAKE_MANY = new Set(['ZADD', 'ZREM', 'HSET', 'HDEL', 'RPUSH', 'MSET']);
const isPlainSet = ({ length, 0: name }: Command): boolean => name === 'SET' && length === 3;
/** Lua hands so many words to a command at once, and more than 7999 not at all. */
const MOST_WORDS = 1000;

/**
 * The same in fewer commands, since each costs Redis more than what it holds. Nothing in one change comes
 * twice, so that the order in which it is done only counts within a key's command.
 */
const inFewer = (commands: readonly Command[]): Command[] => {
  const fewer: string[][] = [];
  const open = new Map<string, string[]>();
  for (const command of commands) {
    // MSET is no command of one key: what it sets is all that it takes more of.
    const [name, ...head] = isPlainSet(command) ? ['MSET'] : command.slice(0, 2);
    const words = command.slice(1 + head.length);
    const kind = `${name} ${head.join('')}`;
    const before = open.get(kind);
    if (before !== undefined && before.length + words.length <= MOST_WORDS) {
      before.push(...words);
      continue;
    }
    const whole = [name ?? '', ...head, ...words];
    fewer.push(whole);
    if (TAKE_MANY.has(name ?? '')) open.set(kind, whole);
  }
  return fewer.map(([name = '', ...words]): Command => [name, ...words]);
};

const timerCommands = (keys: Keys, number: Numbered, { before, incident }: Change): Command[] => {
  const old = Object.entries(before?.incident.timers ?? {});
  const now = Object.entries(incident.timers);
  const gone = old.filter(([timer]) => !now.some(([other]) => other === timer));
  const set = now.filter(([timer, dueAt]) => !old.some(([o, at]) => o === timer && at === dueAt));
  return [
    ...gone.map(([timer]): Command => ['ZREM', keys.owed, timerMember(number, timer)]),
    ...set.map(
      ([timer, dueAt]): Command => [
        'ZADD',
        keys.owed,
        numberWord(dueAt),
        timerMember(number, timer),
      ],
    ),
  ];
};

const pageCommands = (keys: Keys, number: Numbered, { pages }: Change): Command[] =>
  pages.flatMap((page): Command[] => [
    ...(page.state === 'owed'
      ? owedCommands(keys, number, page)
      : settledCommands(keys, number, page)),
    ['HSET', keys.incident(number), pageField(page.id), JSON.stringify(page)],
  ]);

const owedCommands = (keys: Keys, number: Numbered, { id, dueAt }: Page): Command[] => [
  ['ZADD', keys.owed, numberWord(dueAt), pageMember(number, id)],
  ['ZADD', keys.waiting(phoneOfPage(id)), numberWord(dueAt), claimOf(number, id)],
];

const settledCommands = (keys: Keys, number: Numbered, { id }: Page): Command[] => [
  ['ZREM', keys.owed, pageMember(number, id)],
  ['ZREM', keys.waiting(phoneOfPage(id)), claimOf(number, id)],
  ['HDEL', keys.claims, claimOf(number, id)],
];

/** Keeps the incident in the lists that it belongs to. */
const listCommands = (keys: Keys, number: Numbered, { before, incident }: Change): Command[] => {
  const was = before?.incident.status;
  const resolved = incident.status === 'resolved';
  if (was !== undefined && (was === 'resolved') === resolved) return [];
  const member = String(number);
  const moved: Command[] = resolved
    ? [
        ['ZREM', keys.unresolved, member],
        ['ZADD', keys.resolved, numberWord(incident.resolvedAt ?? incident.episodeAt), member],
      ]
    : [['ZADD', keys.unresolved, member, member]];
  if (before === undefined) return [...moved, ['ZADD', keys.incidents, member, member]];
  return resolved ? moved : [...moved, ['ZREM', keys.resolved, member]];
};

/** For each person, the triggered incidents that they were paged for. */
const waitingOnCommands = (
  keys: Keys,
  number: Numbered,
  { before, incident }: Change,
): Command[] => {
  const was = waitedOn(before?.incident);
  const is = waitedOn(incident);
  const member = String(number);
  return [
    ...was
      .filter((person) => !is.includes(person))
      .map((person): Command => ['ZREM', keys.waitingOn(person), member]),
    ...is
      .filter((person) => !was.includes(person))
      .map((person): Command => ['ZADD', keys.waitingOn(person), member, member]),
  ];
};

const waitedOn = (incident: Incident | undefined): readonly string[] =>
  incident?.status === 'triggered' ? Object.keys(incident.paged) : [];

const snapshotCommands = (keys: Keys, number: Numbered, change: Change): Command[] => {
  const { before, incident, events } = change;
  const version = numberWord(versionAfter(change));
  const snapshot = snapshotText(incident);
  return [
    ['HSET', keys.incident(number), 'version', version, 'snapshot', snapshot],
    ...(before === undefined
      ? [['SET', keys.group(incident.source, incident.groupKey), String(number)] as const]
      : []),
    ...events.map((event): Command => ['RPUSH', keys.timeline(number), JSON.stringify(event)]),
  ];
};

const alertCommands = (keys: Keys, number: Numbered, { alerts }: Change): Command[] =>
  alerts.flatMap((alert): Command[] => {
    const field = keyText(alert.fingerprint);
    const index = ['SET', keys.alert(alert.source, alert.fingerprint), String(number)] as const;
    const record = ['HSET', keys.alerts(number), field, alertText(alert)] as const;
    return alert.status === 'firing'
      ? [record, index]
      : [
          record,
          [...index, 'PX', String(RESOLVED_ALERT_KEPT_MS)],
          ['HDEL', keys.sightings(alert.source), field],
        ];
  });
