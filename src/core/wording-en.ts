import type { OpenLine } from './answer.ts';
import type { Pen, Words } from './words.ts';

const undoHint = (code: string) => `UNDO ${code} within 5 min.`;

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

export const english: Words = {
  weekdays: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  untitled: 'alert',
  again: 'AGAIN',
  targetMissed: 'TARGET MISSED',
  repeat: (round) => `ROUND ${round}`,
  escalatedFrom: (names) => (names === '' ? 'ESC' : `ESC from ${names}`),
  raisedFrom: (severity) => `RAISED from ${severity}`,
  timeLeft: (minutes) => `${minutes} MIN LEFT`,
  howToReply: (code) => `Reply ${code}=ack, ${code} E=escalate`,
  othersOpen: (count) => `, +${count} open: LIST`,
  answers: {
    acknowledged: ({ code, at, stillOpen }, pen) =>
      `${code} acked by you ${pen.time(at)}. ${undoHint(code)}${stillOpenHint(stillOpen, pen)}`,
    'acknowledged-several': ({ codes, at, stillOpen }, pen) =>
      `${pen.few(codes)} acked by you ${pen.time(at)}. ${undoHint('and a code')}${stillOpenHint(stillOpen, pen)}`,
    'already-acknowledged': ({ code, at, by }, { time, cut }) =>
      `${code} was acked by ${by === undefined ? 'you' : cut(by)} ${time(at)}.`,
    'already-resolved': ({ code, at }, { time }) => `${code} resolved ${time(at)}, nothing to do.`,
    resolved: ({ code, at, stillOpen }, pen) =>
      `${code} resolved by you ${pen.time(at)}. ${undoHint(code)}${stillOpenHint(stillOpen, pen)}`,
    escalated: ({ code, to }, { few, cut }) =>
      to.length === 0
        ? `${code}: nobody else could be paged. It stays open, please call someone.`
        : `${code} escalated to ${few(to.map(cut))}.`,
    snoozed: ({ code, until }, { time }) =>
      `${code} acked by you, snoozed until ${time(until)}. ${undoHint(code)}`,
    undone: ({ code, back }) =>
      back === 'triggered'
        ? `${code} undone: it pages again.`
        : `${code} undone: open, still acked.`,
    'cannot-undo': ({ code, reason }) => `${code} cannot be undone: ${CANNOT_UNDO[reason]}.`,
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
