import { describe, expect, it } from 'vitest';
import { type Changes, lineOf, mistakesOf } from '../support/changed-configuration.ts';
import type { BrokenCase } from './broken/broken-case.ts';
import { brokenContactMethods } from './broken/contact-methods.ts';
import { brokenPeople } from './broken/people.ts';
import { brokenPolicies } from './broken/policies.ts';
import { brokenSchedules } from './broken/schedules.ts';
import { brokenSourcesAndClassification } from './broken/sources-and-classification.ts';
import { brokenTeamsAndSeverities } from './broken/teams-and-severities.ts';
import { brokenYaml } from './broken/yaml.ts';

/** The shipped rules take long to read, and only few cases are about them. */
const NO_RULES = { 'classification.yaml': '{ severity: [], category: [], adjust: [] }' };

/** Of the numbers and tokens in the cases. */
const SECRET = /\d{5}|\b555\b|s3cr3t/;

const changesOf = ([, file, from, to]: BrokenCase): Changes => ({
  ...NO_RULES,
  [file]: from === null ? to : [from, to ?? ''],
});

function expected(broken: BrokenCase): readonly string[] {
  const [, file, from, to, ...says] = broken;
  return says.map((said) => {
    const [at, message] = typeof said === 'string' ? [from, said] : said;
    if (to === null) return `config/${file}: ${message}`;
    const changes = at === from ? {} : changesOf(broken);
    return `config/${file}:${at === null ? 1 : lineOf(file, at, changes)}: ${message}`;
  });
}

describe.each([
  ['people', brokenPeople],
  ['contact methods', brokenContactMethods],
  ['teams and severities', brokenTeamsAndSeverities],
  ['policies', brokenPolicies],
  ['schedules', brokenSchedules],
  ['sources and classification', brokenSourcesAndClassification],
  ['YAML', brokenYaml],
])('mistakes in %s', (_, cases) => {
  it.each(cases.map((broken) => [broken[0], broken] as const))(
    'are told exactly, with the line: %s',
    (_name, broken) => {
      expect(broken.slice(4)).not.toEqual([]);
      const mistakes = mistakesOf(changesOf(broken));
      expect(mistakes).toEqual(expected(broken));
      expect(mistakes.join('\n').replaceAll('"+1 212 555 0100"', '')).not.toMatch(SECRET);
    },
  );
});
