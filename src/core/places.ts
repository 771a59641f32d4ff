import { type Alert, alertName } from './alert.ts';

/**
 * Where a matcher looks: `label.x`, `annotation.x`, `name` (the alert's), `words` (the name in words:
 * `PostgresqlDown` is `Postgresql Down`), `summary` or `texts` (summary, description and the like).
 */
export type Subject = string;

/** A text to look in, and how a fact about it is told. */
export interface Place {
  readonly text: string;
  /** The text as whole words are looked for in it. */
  readonly prose: string;
  readonly fact: (found: string) => string;
}

/** Matching is linear in the text; this bounds it for the one alert with a novel in it. */
const LONGEST_TEXT = 1_000;
const LONGEST_FACT = 60;

const SUMMARIES = ['summary', 'title', 'message'];
const TEXTS = [...SUMMARIES, 'description'];

/** `KubeAPIDown_eu-1` as `Kube API Down eu 1`. */
export const asWords = (name: string): string =>
  name
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replaceAll(/[_\-./:]+/g, ' ');

/** In a text `db-1` is a machine's name, and says as little of databases as `ada` does of Ada. */
const withoutMachines = (text: string): string => text.replaceAll(/\b[a-z]+-\d+\b/gi, '…');

const placeIn = (
  whole: string,
  prose: (text: string) => string,
  fact: Place['fact'],
): readonly Place[] => {
  const text = whole.slice(0, LONGEST_TEXT);
  return [{ text, prose: prose(text), fact: (found) => fact(found.slice(0, LONGEST_FACT)) }];
};

const asItIs = (text: string): string => text;

function labelled(alert: Alert, kind: 'labels' | 'annotations', name: string): readonly Place[] {
  if (!Object.hasOwn(alert[kind], name)) return [];
  const text = alert[kind][name] ?? '';
  return kind === 'labels'
    ? placeIn(text, asItIs, () => `${name}=${text.slice(0, LONGEST_FACT)}`)
    : placeIn(text, withoutMachines, (found) => `"${found}" in ${name}`);
}

/** The texts of an alert that a subject stands for; none where the alert has no such text. */
export function placesOf(alert: Alert, subject: Subject): readonly Place[] {
  if (subject.startsWith('label.')) return labelled(alert, 'labels', subject.slice(6));
  if (subject.startsWith('annotation.')) return labelled(alert, 'annotations', subject.slice(11));
  const title = alertName(alert);
  const fact = (found: string): string => `"${found}" in ${title.slice(0, LONGEST_FACT)}`;
  if (subject === 'name') return placeIn(title, asItIs, fact);
  if (subject === 'words') return placeIn(asWords(title.slice(0, LONGEST_TEXT)), asItIs, fact);
  const annotations = subject === 'summary' ? SUMMARIES : TEXTS;
  return annotations.flatMap((annotation) => labelled(alert, 'annotations', annotation));
}
