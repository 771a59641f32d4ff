import { type Alert, alertName } from './alert.ts';

const LONGEST_TITLE = 120;

/** One line without colour codes, control and direction characters and broken halves of characters. */
const tidy = (text: string): string =>
  text
    .replaceAll(/\p{Cc}\[[\d;]*[A-Za-z]/gu, '')
    .replaceAll(/[\p{Cs}\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu, '')
    .replaceAll(/[\s\p{Z}\p{Cc}]+/gu, ' ')
    .trim();

const cut = (text: string): string => {
  if (text.length <= LONGEST_TITLE) return text;
  return `${tidy(text.slice(0, LONGEST_TITLE - 1))}…`;
};

const firstSentence = (text: string): string => text.split(/(?<=[.!?])\s|\n/u)[0] ?? '';

/** What a source wrote into an annotation when its own template failed tells nobody anything. */
const isText = (text: string): boolean =>
  text !== '' && !/^<error expanding template|^<no value>$|^\[no value\]$/.test(text);

const textOf = ({ annotations }: Alert): string | undefined =>
  [
    annotations['summary'] ?? '',
    firstSentence((annotations['message'] ?? '').trim()),
    firstSentence((annotations['description'] ?? '').trim()),
  ]
    .map((text) => tidy(text).replace(/\.$/, ''))
    .find(isText);

/** Lower-case words between spaces, so that whole words can be found in it. */
const asWords = (text: string): string =>
  ` ${text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .join(' ')} `;

/**
 * What an incident is called: `payments-api: checkout 5xx > 5% for 10m`. One line of at most 120
 * characters; the service is left out where the text names it already.
 */
export const titleOf = (alert: Alert): string => {
  const { labels } = alert;
  const text = textOf(alert) ?? (tidy(alertName(alert)) || 'unnamed alert');
  const service = tidy(labels['service'] || labels['job'] || labels['namespace'] || '');
  const isNamed = asWords(text).includes(asWords(service));
  return cut(service === '' || isNamed ? text : `${service}: ${text}`);
};

/** The title of the incident that takes over what still fires after a person resolved `#number`. */
export const stillFiringTitle = (title: string, resolverName: string, number: number): string => {
  const original = title.replace(/^(?:still firing after .{1,80}? resolved #\d+: )+/, '');
  return cut(tidy(`still firing after ${resolverName} resolved #${number}: ${original}`));
};
