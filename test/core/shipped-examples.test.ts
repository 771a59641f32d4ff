import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { load } from '../support/changed-configuration.ts';
import { textOf } from '../support/compose.ts';
import { examplesIn, uncommented } from '../support/uncommented.ts';

const files = readdirSync('config').filter((file) => file.endsWith('.yaml'));
const examples = files.flatMap((file) => {
  const text = textOf(`config/${file}`);
  return examplesIn(text).map((example) => ({
    file,
    begins: text.split('\n')[example.from]?.trim() ?? '',
    changed: uncommented(text, [example]),
  }));
});

const shipped = JSON.stringify(load());

describe('the examples in the shipped configuration', () => {
  it('are found', () => {
    expect(examples.map(({ file, begins }) => `${file} ${begins}`)).toEqual([
      'classification.yaml #- name: many-nodes',
      'people.yaml #kim:',
      'policies.yaml #routes:',
      'schedules.yaml #london:',
      'sources.yaml #lease: 35m',
      'sources.yaml #hmac:',
      'sources.yaml #legacy:',
    ]);
  });

  it.each(examples)('load: $file $begins', ({ file, changed }) => {
    expect(JSON.stringify(load({ [file]: changed }))).not.toBe(shipped);
  });

  it('load all at once', () => {
    const changes = files.map((file) => [file, uncommented(textOf(`config/${file}`))]);
    const { rules } = load(Object.fromEntries(changes));
    expect(Object.keys(rules.people)).toContain('kim');
    expect(Object.keys(rules.schedules)).toContain('london');
  });

  it('are not hidden in words: no comment with a space reads as a list or a map by itself', () => {
    for (const file of files)
      for (const line of uncommented(textOf(`config/${file}`)).split('\n'))
        expect(line).not.toMatch(/^ *# +(- \{|[a-z-]+:$)/);
  });
});
