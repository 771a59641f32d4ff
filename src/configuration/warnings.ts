/** What works, but may not be meant. */
import { SEVERITIES } from '../core/severity.ts';
import { toMethods } from './contact-methods.ts';
import { writeDuration } from './duration.ts';
import type { Mistake } from './mistake.ts';
import { type Files, unusedNames } from './references.ts';
import type { SourceSettings } from './sources.ts';
import type { Written } from './to-rules.ts';
import type { YamlFile } from './yaml-file.ts';

/** Senders evaluate, group and repeat: a firing alert is not told again sooner than this. */
const SHORT_LEASE_MS = 5 * 60_000;
/** So many people are named before the rest is only counted. */
const MOST_NAMED = 8;

/** Warnings about files without mistakes. */
export const warningsOf = (
  files: Files,
  written: Written,
  sources: readonly SourceSettings[],
): readonly Mistake[] => [
  ...unused(files),
  ...emptyTeams(files, written),
  ...oneMethodOnly(files.people.file, written.people),
  ...hastyAboutLess(files.severities.file, written.severities),
  ...sources.flatMap((source) => doubtfulSource(files.sources.file, source)),
];

function unused(files: Files): readonly Mistake[] {
  const { people, schedules, policies } = files;
  return [
    ...unusedNames(files, 'people').map((name) =>
      people.file.mistake(['people', name], 'in no schedule, team or policy, so never paged'),
    ),
    ...unusedNames(files, 'schedules').map((name) =>
      schedules.file.mistake(['schedules', name], 'nothing uses this schedule'),
    ),
    ...unusedNames(files, 'policies').map((name) =>
      policies.file.mistake(['policies', name], 'nothing uses this policy'),
    ),
  ];
}

const emptyTeams = ({ teams }: Files, written: Written): readonly Mistake[] =>
  Object.entries(written.teams.teams).flatMap(([name, { members }]) =>
    members.length === 0
      ? [teams.file.mistake(['teams', name, 'members'], 'nobody, so `everyone` of it is no one')]
      : [],
  );

/** One line for all: most teams begin with a phone each. */
function oneMethodOnly(file: YamlFile, { people }: Written['people']): readonly Mistake[] {
  const names = Object.entries(people).flatMap(([id, person]) =>
    toMethods(person).length < 2 ? [id] : [],
  );
  if (names.length === 0) return [];
  const named = names.length > MOST_NAMED + 1 ? names.slice(0, MOST_NAMED) : names;
  const more = names.length - named.length;
  const list = `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return [file.mistake(['people'], `one contact method only, nothing to fall back on: ${list}`)];
}

/** What is more urgent has longer than what is less so. */
const hastyAboutLess = (
  file: YamlFile,
  { severities }: Written['severities'],
): readonly Mistake[] =>
  SEVERITIES.flatMap((severity, at) => {
    const withinMs = severities[severity]['respond-within'];
    const lesser = SEVERITIES.slice(at + 1).find(
      (other) => severities[other]['respond-within'] < withinMs,
    );
    if (lesser === undefined) return [];
    const than = writeDuration(severities[lesser]['respond-within']);
    return [
      file.mistake(
        ['severities', severity, 'respond-within'],
        `${writeDuration(withinMs)} is longer than the ${than} of ${lesser}, which is less urgent`,
      ),
    ];
  });

function doubtfulSource(
  file: YamlFile,
  { name, kind, hmac, leaseMs }: SourceSettings,
): readonly Mistake[] {
  const found: (readonly [key: string, message: string])[] = [];
  if (kind === 'alertmanager' && hmac !== undefined)
    found.push(['hmac', 'Alertmanager signs nothing: all that it sends is refused']);
  if (leaseMs < SHORT_LEASE_MS)
    found.push(['lease', 'shorter than 5m: alerts go stale before they are told again']);
  return found.map(([key, message]) => file.mistake(['sources', name, key], message));
}
