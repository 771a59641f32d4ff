import type { AnswerFacts, OpenLine } from './answer.ts';
import type { Pen, Words } from './words.ts';

const undoHint = (code: string, noUndo?: true) => (noUndo ? '' : ` UNDO ${code} within 5 min.`);

const stillOpenHint = (codes: readonly string[], { few }: Pen) =>
  codes.length === 0 ? '' : ` Still open: ${few(codes)}.`;

const moreHint = (more: number) => (more === 0 ? '' : `; +${more} more`);

const titled = ({ code, title }: OpenLine, { cut }: Pen) => `${code} ${cut(title)}`;

const HOW_TO = {
  resolve: 'CODE R to resolve',
  escalate: 'CODE E to escalate',
  snooze: 'CODE S 30 to snooze 30 min',
  undo: 'UNDO CODE',
};

const CANNOT_UNDO = {
  'too-late': 'that was more than 5 min ago',
  'nothing-to-undo': 'there is nothing to undo',
  'nothing-fires': 'nothing fires any more',
  'other-open': 'its alerts are in a newer incident. Reply LIST',
};

const bundle = (facts: AnswerFacts['bundle'], { time, few, cut }: Pen): string => {
  const { code, verb, done, of, at, to, noUndo, ackFirst } = facts;
  const how = done === of ? `all ${of}` : `${done} of ${of}`;
  if (done === 0) return `${code}: nothing to do, none of its ${of} is kept any more.`;
  switch (verb) {
    case 'acknowledge':
      return `${code}: ${how} acked by you ${time(at)}.${undoHint(code, noUndo)}`;
    case 'resolve':
      return `${code}: ${how} resolved by you ${time(at)}.${ackFirst ? ` For the rest first ${code}, then ${code} R.` : ''}${undoHint(code)}`;
    case 'snooze':
      return `${code}: ${how} acked by you, snoozed until ${time(at)}.${undoHint(code)}`;
    case 'undo':
      return `${code}: ${how} undone.`;
    case 'escalate':
      return `${code}: ${how} escalated to ${few(to.map(cut)) || 'nobody: please call someone'}.`;
  }
};

export const english: Words = {
  weekdays: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  untitled: 'alert',
  again: 'AGAIN',
  targetMissed: 'TARGET MISSED',
  flapping: 'FLAPPING',
  repeat: (round) => `ROUND ${round}`,
  escalatedFrom: (names) => (names === '' ? 'ESC' : `ESC from ${names}`),
  raisedFrom: (severity) => `RAISED from ${severity}`,
  timeLeft: (minutes) => `${minutes} MIN LEFT`,
  howToReply: (code) => `Reply ${code}=ack, ${code} E=escalate`,
  othersOpen: (count) => `, +${count} open: LIST`,
  bundleBegins: (count, open) => `${count} new${open > count ? ` (${open} open)` : ''}`,
  bundleEnds: (code, count) => `Reply ${code}=ack these ${count}, LIST`,
  notices: {
    resolved: (count) => `${count} resolved`,
    stale: (count) => `${count} not told of for long, still firing? Reply LIST`,
  },
  resolvedNotice: ({ number, by, at, title }) =>
    `#${number} resolved ${by === '' ? '' : `by ${by} `}${at}: ${title}`,
  stale: ({ number, code, since, title }) =>
    `#${number} not told since ${since}: ${title}. Is it over? Reply ${code} R=resolve`,
  phoneLocked: (name, until) =>
    `Replies of ${name}'s phone are locked until ${until}: 5 wrong codes in a row.`,
  cannotPage: (channel, since, why) =>
    `Piket cannot page by ${channel} since ${since}: ${why === 'provider' ? 'its provider takes nothing' : 'nobody can be reached by it'}.`,
  canPageAgain: (channel, since) => `Piket pages by ${channel} again since ${since}.`,
  testPage: (name) => `Piket test for ${name}: this phone is paged. Nothing to do.`,
  answers: {
    bundle,
    'ack-first': ({ code }) => `${code} is not acked by you. Reply ${code} first, then ${code} R.`,
    'theirs-to-resolve': ({ code, by }, { cut }) =>
      `${code} was acked by ${cut(by)}, who alone resolves it by text.`,
    locked: ({ until }, { time }) =>
      `Too many wrong codes: replies are locked until ${time(until)}. Only the code of a page of the last 30 min acks.`,
    acknowledged: ({ code, at, stillOpen, noUndo }, pen) =>
      `${code} acked by you ${pen.time(at)}.${undoHint(code, noUndo)}${stillOpenHint(stillOpen, pen)}`,
    'acknowledged-several': ({ codes, at, stillOpen }, pen) =>
      `${pen.few(codes)} acked by you ${pen.time(at)}.${undoHint('and a code')}${stillOpenHint(stillOpen, pen)}`,
    'already-acknowledged': ({ code, at, by }, { time, cut }) =>
      `${code} was acked by ${by === undefined ? 'you' : cut(by)} ${time(at)}.`,
    'already-resolved': ({ code, at }, { time }) => `${code} resolved ${time(at)}, nothing to do.`,
    resolved: ({ code, at, stillOpen }, pen) =>
      `${code} resolved by you ${pen.time(at)}.${undoHint(code)}${stillOpenHint(stillOpen, pen)}`,
    escalated: ({ code, to }, { few, cut }) =>
      to.length === 0
        ? `${code}: nobody else could be paged. It stays open, please call someone.`
        : `${code} escalated to ${few(to.map(cut))}.`,
    snoozed: ({ code, until }, { time }) =>
      `${code} acked by you, snoozed until ${time(until)}.${undoHint(code)}`,
    undone: ({ code, back }) =>
      back === 'triggered'
        ? `${code} undone: it pages again.`
        : `${code} undone: open, still acked.`,
    'cannot-undo': ({ code, reason }) => `${code} cannot be undone: ${CANNOT_UNDO[reason]}.`,
    'nothing-to-undo': () => 'There is nothing of yours to undo.',
    'unknown-code': ({ code }) => `Unknown code ${code}. Reply LIST for the codes of what is open.`,
    'not-understood': ({ example = 'CODE' }) =>
      `Not understood. Reply ${example} to ack, ${example} E to escalate, ? for help.`,
    'nothing-open': () => 'Nothing is open for you.',
    'which-one': ({ open, more }, pen) =>
      `${open.length + more} open: ${open.map((line) => titled(line, pen)).join('; ')}${moreHint(more)}. Reply the code, or ACK ALL`,
    list: ({ open, more }, pen) =>
      `${open.length + more} open: ${open.map((line) => `${line.severity} ${titled(line, pen)}`).join('; ')}${moreHint(more)}. Reply a code to ack`,
    who: ({ onCall }, { few, cut }) =>
      `On call: ${onCall.map(({ team, names }) => `${team} ${few(names.map(cut)) || 'nobody'}`).join('; ')}`,
    help: () =>
      'CODE=ack, CODE E=escalate, CODE R=resolve, CODE S 30=snooze 30 min, UNDO CODE, ACK ALL, LIST=what is open, WHO=who is on call',
    'needs-code': ({ verb }) => `Which one? Reply ${HOW_TO[verb]}. LIST shows the codes.`,
    'welcome-back': () => 'Welcome back: this phone is paged again. Reply ? for help.',
  },
};
