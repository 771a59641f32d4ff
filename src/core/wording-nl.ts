import type { AnswerFacts, OpenLine } from './answer.ts';
import type { Pen, Words } from './words.ts';

const undoHint = (code: string, noUndo?: true) => (noUndo ? '' : ` Binnen 5 min: TERUG ${code}.`);

const stillOpenHint = (codes: readonly string[], { few }: Pen) =>
  codes.length === 0 ? '' : ` Nog open: ${few(codes)}.`;

const moreHint = (more: number) => (more === 0 ? '' : `; en nog ${more}`);

const titled = ({ code, title }: OpenLine, { cut }: Pen) => `${code} ${cut(title)}`;

const HOW_TO = {
  resolve: 'CODE R voor opgelost',
  escalate: 'CODE E voor doorzetten',
  snooze: 'CODE S 30 voor 30 min uitstel',
  undo: 'TERUG CODE',
};

const CANNOT_UNDO = {
  'too-late': 'het was langer dan 5 min geleden',
  'nothing-to-undo': 'er is niets om terug te draaien',
  'nothing-fires': 'er is geen actief alarm meer',
  'other-open': 'de alarmen horen nu bij een nieuwer incident. Antwoord LIJST',
};

const bundle = (facts: AnswerFacts['bundle'], { time, few, cut }: Pen): string => {
  const { code, verb, done, of, at, to, noUndo, ackFirst } = facts;
  const how = done === of ? `alle ${of}` : `${done} van ${of}`;
  if (done === 0) return `${code}: niets te doen, geen van de ${of} is nog bewaard.`;
  switch (verb) {
    case 'acknowledge':
      return `${code}: ${how} bevestigd door jou ${time(at)}.${undoHint(code, noUndo)}`;
    case 'resolve':
      return `${code}: ${how} opgelost door jou ${time(at)}.${ackFirst ? ` Voor de rest eerst ${code}, dan ${code} R.` : ''}${undoHint(code)}`;
    case 'snooze':
      return `${code}: ${how} bevestigd door jou, uitgesteld tot ${time(at)}.${undoHint(code)}`;
    case 'undo':
      return `${code}: ${how} teruggedraaid.`;
    case 'escalate':
      return `${code}: ${how} doorgezet naar ${few(to.map(cut)) || 'niemand: bel zelf iemand'}.`;
  }
};

export const dutch: Words = {
  weekdays: ['ma', 'di', 'wo', 'do', 'vr', 'za', 'zo'],
  untitled: 'alarm',
  again: 'OPNIEUW',
  targetMissed: 'DOELTIJD GEMIST',
  flapping: 'WISSELT STEEDS',
  repeat: (round) => `RONDE ${round}`,
  escalatedFrom: (names) => (names === '' ? 'DOOR' : `DOOR van ${names}`),
  raisedFrom: (severity) => `WAS ${severity}`,
  timeLeft: (minutes) => `NOG ${minutes} MIN`,
  howToReply: (code) => `Antw ${code}=ack, ${code} E=door`,
  othersOpen: (count) => `, +${count} open: LIJST`,
  bundleBegins: (count, open) => `${count} nieuw${open > count ? ` (${open} open)` : ''}`,
  bundleEnds: (code, count) => `Antw ${code}=ack deze ${count}, LIJST`,
  notices: {
    resolved: (count) => `${count} opgelost`,
    stale: (count) => `${count} lang niet gemeld, nog actief? Antwoord LIJST`,
  },
  resolvedNotice: ({ number, by, at, title }) =>
    `#${number} opgelost ${by === '' ? '' : `door ${by} `}${at}: ${title}`,
  stale: ({ number, code, since, title }) =>
    `#${number} niet gemeld sinds ${since}: ${title}. Voorbij? Antw ${code} R=opgelost`,
  phoneLocked: (name, until) =>
    `Antwoorden van de telefoon van ${name} zijn geblokkeerd tot ${until}: 5 foute codes achter elkaar.`,
  cannotPage: (channel, since, why) =>
    `Piket kan sinds ${since} niet oproepen per ${channel}: ${why === 'provider' ? 'de provider neemt niets aan' : 'niemand is zo te bereiken'}.`,
  canPageAgain: (channel, since) => `Piket roept sinds ${since} weer op per ${channel}.`,
  testPage: (name) => `Piket-test voor ${name}: deze telefoon wordt opgeroepen. Niets te doen.`,
  answers: {
    bundle,
    'ack-first': ({ code }) =>
      `${code} is niet door jou bevestigd. Antwoord eerst ${code}, dan ${code} R.`,
    'theirs-to-resolve': ({ code, by }, { cut }) =>
      `${code} is bevestigd door ${cut(by)}; alleen die lost het per sms op.`,
    locked: ({ until }, { time }) =>
      `Te veel foute codes: antwoorden zijn geblokkeerd tot ${time(until)}. Alleen de code van een oproep van de laatste 30 min bevestigt nog.`,
    acknowledged: ({ code, at, stillOpen, noUndo }, pen) =>
      `${code} bevestigd door jou ${pen.time(at)}.${undoHint(code, noUndo)}${stillOpenHint(stillOpen, pen)}`,
    'acknowledged-several': ({ codes, at, stillOpen }, pen) =>
      `${pen.few(codes)} bevestigd door jou ${pen.time(at)}.${undoHint('en een code')}${stillOpenHint(stillOpen, pen)}`,
    'already-acknowledged': ({ code, at, by }, { time, cut }) =>
      `${code} was al bevestigd door ${by === undefined ? 'jou' : cut(by)} ${time(at)}.`,
    'already-resolved': ({ code, at }, { time }) => `${code} opgelost ${time(at)}, niets te doen.`,
    resolved: ({ code, at, stillOpen }, pen) =>
      `${code} opgelost door jou ${pen.time(at)}.${undoHint(code)}${stillOpenHint(stillOpen, pen)}`,
    escalated: ({ code, to }, { few, cut }) =>
      to.length === 0
        ? `${code}: niemand anders was op te roepen. Het blijft open, bel zelf iemand.`
        : `${code} doorgezet naar ${few(to.map(cut))}.`,
    snoozed: ({ code, until }, { time }) =>
      `${code} bevestigd door jou, uitgesteld tot ${time(until)}.${undoHint(code)}`,
    undone: ({ code, back }) =>
      back === 'triggered'
        ? `${code} teruggedraaid: er wordt weer opgeroepen.`
        : `${code} teruggedraaid: open, nog wel bevestigd.`,
    'cannot-undo': ({ code, reason }) =>
      `${code} kan niet worden teruggedraaid: ${CANNOT_UNDO[reason]}.`,
    'nothing-to-undo': () => 'Er is niets van jou om terug te draaien.',
    'unknown-code': ({ code }) => `Onbekende code ${code}. Antwoord LIJST voor de open codes.`,
    'not-understood': ({ example = 'CODE' }) =>
      `Niet begrepen. Antwoord ${example} om te bevestigen, ${example} E om door te zetten, ? voor hulp.`,
    'nothing-open': () => 'Er staat niets voor je open.',
    'which-one': ({ open, more }, pen) =>
      `${open.length + more} open: ${open.map((line) => titled(line, pen)).join('; ')}${moreHint(more)}. Antwoord de code, of ACK ALLES`,
    list: ({ open, more }, pen) =>
      `${open.length + more} open: ${open.map((line) => `${line.severity} ${titled(line, pen)}`).join('; ')}${moreHint(more)}. Antwoord een code om te bevestigen`,
    who: ({ onCall }, { few, cut }) =>
      `Dienst: ${onCall.map(({ team, names }) => `${team} ${few(names.map(cut)) || 'niemand'}`).join('; ')}`,
    help: () =>
      'CODE=bevestig, CODE E=doorzetten, CODE R=opgelost, CODE S 30=30 min uitstel, TERUG CODE, ACK ALLES, LIJST=wat is open, WIE=wie heeft dienst',
    'needs-code': ({ verb }) => `Welke? Antwoord ${HOW_TO[verb]}. LIJST toont de codes.`,
    'welcome-back': () => 'Welkom terug: deze telefoon wordt weer opgeroepen. ? voor hulp.',
  },
};
