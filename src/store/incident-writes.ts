import { figureFields } from '../core/figures.ts';
import type { Change } from '../ports.ts';
import { type Command, type Guard, numberWord } from './atomic-write.ts';
import { alertText, snapshotText } from './incident-records.ts';
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
  return [
    ...timerCommands(keys, number, change),
    ...pageCommands(keys, number, change),
    ...listCommands(keys, number, change),
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
  ];
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
      ? [['ZADD', keys.owed, numberWord(page.dueAt), pageMember(number, page.id)] as const]
      : [
          ['ZREM', keys.owed, pageMember(number, page.id)] as const,
          ['HDEL', keys.claims, claimOf(number, page.id)] as const,
        ]),
    ['HSET', keys.incident(number), pageField(page.id), JSON.stringify(page)],
  ]);

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
    : [
        ['ZREM', keys.resolved, member],
        ['ZADD', keys.unresolved, member, member],
      ];
  return before === undefined ? [...moved, ['ZADD', keys.incidents, member, member]] : moved;
};

const snapshotCommands = (keys: Keys, number: Numbered, change: Change): Command[] => {
  const { before, incident, events } = change;
  const version = numberWord((before?.version ?? 0) + 1);
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
