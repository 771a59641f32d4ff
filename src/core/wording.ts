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
      // It may have been held until after the target.
      return mark.dueAt <= now
        ? words.targetMissed
        : words.timeLeft(Math.max(1, Math.round((mark.dueAt - now) / 60_000)));
    case 'target-missed':
      return words.targetMissed;
    case 'flapping':
      return words.flapping;
    case 'resolved':
    case 'stale':
      return '';
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

/** One of the pages that a bundle tells of. */
export interface BundleLine {
  readonly severity: Severity;
  readonly title: string;
}

/** A bundle names so many of its pages, the first ones. */
const MOST_NAMED = 3;

/**
 * The text of several pages for one phone, always one SMS segment: `5 new (7 open) P1 payments-api
 * down; P1 db lag; +3. Reply 912=ack these 5, LIST`. `open` counts all that the reader has open.
 */
export const bundleText = ({
  language,
  pages,
  open,
  code,
}: Reader & {
  readonly pages: readonly BundleLine[];
  readonly open: number;
  readonly code: string;
}): string => {
  const words = WORDS[language];
  const count = pages.length;
  const lines = pages.slice(0, MOST_NAMED).map(({ severity, title }) => ({
    severity,
    title: toGsm(withoutLinks(title)) || words.untitled,
  }));
  const rest = count > lines.length ? `; +${count - lines.length}` : '';
  return oneSegment((room) => {
    const told = lines.map(({ severity, title }) => `${severity} ${cutToGsm(title, room)}`);
    return `${words.bundleBegins(count, open)} ${told.join('; ')}${rest}. ${words.bundleEnds(code, count)}`;
  });
};

/** What a notice tells of one incident. */
export interface NoticeLine {
  readonly number: number;
  readonly title: string;
  readonly mark: Extract<Mark, { type: 'resolved' | 'stale' }>;
  /** By which its reader answers. */
  readonly code: string;
}

/** The text of one or more notices of a kind, always one SMS segment: `#42 resolved 03:20: db lag`. */
export const noticeText = (
  reader: Reader & { readonly personName: (id: string) => string },
  [first, ...others]: readonly [NoticeLine, ...NoticeLine[]],
): string => {
  const words = WORDS[reader.language];
  const { mark, number, code } = first;
  const time = (at: number) => wallClock(at, { ...reader, weekdays: words.weekdays });
  const lines = [first, ...others];
  return oneSegment((room) => {
    const titled = ({ title }: NoticeLine) => cutToGsm(withoutLinks(title) || words.untitled, room);
    if (others.length > 0) {
      const told = lines.slice(0, MOST_NAMED).map((line) => `#${line.number} ${titled(line)}`);
      const rest = lines.length > MOST_NAMED ? `; +${lines.length - MOST_NAMED}` : '';
      return `${words.notices[mark.type](lines.length)}: ${told.join('; ')}${rest}`;
    }
    if (mark.type === 'stale')
      return words.stale({ number, code, title: titled(first), since: time(mark.since) });
    const by = mark.by === undefined ? '' : cutToGsm(reader.personName(mark.by), LONGEST_NAME);
    return words.resolvedNotice({ number, by, title: titled(first), at: time(mark.at) });
  });
};

/** What the team lead is told when replies of somebody's phone are locked. */
export const phoneLockedText = (reader: Reader, name: string, until: number): string => {
  const words = WORDS[reader.language];
  const time = wallClock(until, { ...reader, weekdays: words.weekdays });
  return oneSegment((room) => words.phoneLocked(cutToGsm(name, room), time));
};

/** What the team leads are told, by another channel, when no page can go out by one. */
export const cannotPageText = (
  reader: Reader,
  channel: string,
  why: 'provider' | 'nobody',
  since: number,
): string => {
  const words = WORDS[reader.language];
  const time = wallClock(since, { ...reader, weekdays: words.weekdays });
  return oneSegment((room) => words.cannotPage(cutToGsm(channel, room), time, why));
};

/** … and when they can again. */
export const canPageAgainText = (reader: Reader, channel: string, since: number): string => {
  const words = WORDS[reader.language];
  const time = wallClock(since, { ...reader, weekdays: words.weekdays });
  return oneSegment((room) => words.canPageAgain(cutToGsm(channel, room), time));
};

/** What a test page says. */
export const testPageText = ({ language }: Pick<Reader, 'language'>, name: string): string =>
  oneSegment((room) => WORDS[language].testPage(cutToGsm(name, room)));

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
