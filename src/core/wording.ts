import { type Answer, type AnswerFacts, MOST_LISTED } from './answer.ts';
import { cutToGsm, gsmLength, toGsm } from './gsm.ts';
import { withoutLinks } from './links.ts';
import type { Mark } from './page.ts';
import type { Severity } from './severity.ts';
import { wallClock } from './wall-clock.ts';
import { english } from './wording-en.ts';
import { dutch } from './wording-nl.ts';
import type { Words } from './words.ts';

/** Whose phone it is, and when it is read. A Person and `now` will do. */
export interface Reader {
  readonly language: 'en' | 'nl';
  /** IANA zone. */
  readonly zone: string;
  readonly now: number;
}

/** What a page tells of its incident. */
export interface PageFacts extends Reader {
  readonly number: number;
  readonly severity: Severity;
  readonly title: string;
  readonly mark?: Mark | undefined;
  readonly code: string;
  /** How many more incidents this person has open. */
  readonly othersOpen?: number | undefined;
  readonly personName: (id: string) => string;
}

const WORDS: Readonly<Record<Reader['language'], Words>> = { en: english, nl: dutch };

/** One SMS segment in septets (3GPP TS 23.038). */
const SEGMENT = 160;
const MOST_ROOM = 120;
const LEAST_ROOM = 4;
const LONGEST_NAME = 20;

/** The fullest version of a sentence that one segment holds; `room` bounds each name and title in it. */
const oneSegment = (write: (room: number) => string): string => {
  for (let room = MOST_ROOM; room > LEAST_ROOM; room -= 1) {
    const text = toGsm(write(room));
    if (gsmLength(text) <= SEGMENT) return text;
  }
  return cutToGsm(write(LEAST_ROOM), SEGMENT);
};

const few = (items: readonly string[], most = MOST_LISTED): string =>
  items.length <= most
    ? items.join(', ')
    : [...items.slice(0, most), `+${items.length - most}`].join(', ');

const markText = (mark: Mark, words: Words, { now, personName }: PageFacts): string => {
  switch (mark.type) {
    case 'again':
      return words.again;
    case 'repeat':
      return words.repeat(mark.round);
    case 'escalated': {
      const names = mark.from.map((person) => cutToGsm(personName(person), LONGEST_NAME));
      return words.escalatedFrom(few(names, 2));
    }
    case 'raised':
      return words.raisedFrom(mark.from);
    case 'time-left':
      return words.timeLeft(Math.max(1, Math.round((mark.dueAt - now) / 60_000)));
    case 'target-missed':
      return words.targetMissed;
  }
};

/**
 * The text of a page, always one SMS segment: `P1 #42 payments-api: checkout 5xx > 5% for 10m. Reply
 * 475=ack, 475 E=escalate`. Where room is short the title is cut, never the code.
 */
export const pageText = (page: PageFacts): string => {
  const words = WORDS[page.language];
  const mark = page.mark ? `${markText(page.mark, words, page)}: ` : '';
  const title = toGsm(withoutLinks(page.title)) || words.untitled;
  const others = page.othersOpen ? words.othersOpen(page.othersOpen) : '';
  return oneSegment((room) => {
    const told = cutToGsm(title, room);
    const stop = /[.!?]$/.test(told) ? '' : '.';
    return `${page.severity} #${page.number} ${mark}${told}${stop} ${words.howToReply(page.code)}${others}`;
  });
};

/** The text of one or more answers to one reply, always one SMS segment together. */
export const answerText = (reader: Reader, ...answers: readonly Answer[]): string => {
  const words = WORDS[reader.language];
  const time = (at: number) => wallClock(at, { ...reader, weekdays: words.weekdays });
  return oneSegment((room) => {
    const cut = (text: string) => cutToGsm(withoutLinks(text) || words.untitled, room);
    const worded = <T extends keyof AnswerFacts>(answer: Answer<T>): string =>
      words.answers[answer.type](answer, { time, cut, few });
    return answers.map(worded).join(' ');
  });
};
