import { readdirSync } from 'node:fs';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { jsonSchemas } from '../../src/configuration/json-schemas.ts';
import { textOf } from '../support/compose.ts';
import { uncommented } from '../support/uncommented.ts';

const schemas = jsonSchemas();
const names = [...schemas.keys()];
const schemaOf = (name: string): object => JSON.parse(textOf(`config/schema/${name}.json`));
const read = (text: string): unknown => parse(text, { merge: true });

const ajv = new Ajv({ allErrors: true, validateFormats: false });
const validators = new Map(names.map((name) => [name, ajv.compile(schemaOf(name))]));

/** Where the text is not as the schema wants it; nothing where it is. */
function complaints(name: string, text: string): readonly string[] {
  const validate = validators.get(name);
  if (validate === undefined || validate(read(text))) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const changed = (name: string, from: string, to: string): string => {
  const text = textOf(`config/${name}.yaml`);
  if (!text.includes(from)) throw new Error(`${name}.yaml does not say ${from}`);
  return text.replace(from, to);
};

describe('config/schema', () => {
  it('is of these schemas: npm run schemas writes it', () => {
    expect(readdirSync('config/schema').toSorted()).toEqual(
      names.map((name) => `${name}.json`).toSorted(),
    );
    for (const [name, schema] of schemas) expect([name, schemaOf(name)]).toEqual([name, schema]);
  });

  it('has a schema for each file of the configuration, and each file names it', () => {
    const files = readdirSync('config').filter((file) => file.endsWith('.yaml'));
    expect(files.toSorted()).toEqual(names.map((name) => `${name}.yaml`).toSorted());
    for (const name of names)
      expect(textOf(`config/${name}.yaml`).split('\n')[0]).toBe(
        `# yaml-language-server: $schema=./schema/${name}.json`,
      );
  });

  it.each(names)('takes %s.yaml as it is shipped, also with its examples', (name) => {
    const text = textOf(`config/${name}.yaml`);
    expect(complaints(name, text)).toEqual([]);
    expect(complaints(name, uncommented(text))).toEqual([]);
  });

  it.each([
    ['people', 'name: Ada', 'nam: Ada', 'a misspelt key'],
    ['people', '"+1 212 555 0100"', '"0212 555 0100"', 'a number without its country'],
    ['people', '"+1 212 555 0100"', '12125550100', 'a number without quotes'],
    ['people', 'phone: "+1 212 555 0100"', 'language: nl', 'nobody to be reached'],
    ['people', '  ada:', '  Ada Lovelace:', 'a name with capitals and spaces'],
    ['people', 'language: en', 'language: de', 'a language that is not spoken'],
    ['teams', '  team-lead: #', '  teamlead: #', 'an unknown role'],
    ['teams', 'members: [carol, dave, erin]', 'members: carol', 'a name for a list'],
    ['severities', 'respond-within: 15m', 'respond-within: 15', 'a duration without its unit'],
    ['severities', 'respond-within: 15m', 'respond-within: 0m', 'no time at all'],
    ['severities', '  P3:', '  P4:', 'an unknown severity'],
    ['schedules', 'hand-over: Monday 09:00', 'hand-over: Monday 9:00', 'half a time'],
    ['schedules', 'hand-over: Monday 09:00', 'hand-over: Maandag 09:00', 'a foreign weekday'],
    ['schedules', 'since: 2026-01-05', 'since: 05-01-2026', 'a date the other way round'],
    ['schedules', 'zone: Europe/Amsterdam', 'zone: +01:00', 'an offset for a zone'],
    [
      'policies',
      '  - role: team-lead\n',
      '  - { role: team-lead, person: ada }\n',
      'two targets in one',
    ],
    ['policies', 'hours: 08:00-22:00', 'hours: 8-22', 'hours without minutes'],
    ['policies', 'wait: 5m', 'wait: 5 min', 'a duration in words'],
    ['policies', '- on-call: secondary', '- on-call: dba', 'an unknown team'],
    ['sources', 'kind: grafana', 'kind: nagios', 'an unknown kind'],
    ['classification', 'set: P0', 'set: critical', 'a severity in words'],
    ['classification', 'when: {', 'when: { matches: x, ', 'two conditions in one'],
  ])('refuses in %s.yaml %s → %s: %s', (name, from, to) => {
    expect(complaints(name, changed(name, from, to))).not.toEqual([]);
  });
});
