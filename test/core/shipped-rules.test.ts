import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { classificationSchema } from '../../src/configuration/classification-file.ts';
import { classify } from '../../src/core/classification.ts';
import { compileRules } from '../../src/core/classification-rules.ts';
import { CATEGORIES, isMoreUrgent, SEVERITIES } from '../../src/core/severity.ts';

const read = (path: string) => readFileSync(join(import.meta.dirname, '../..', path), 'utf8');
const texts = z.record(z.string(), z.string());
const labelled = z.array(
  z.object({
    id: z.string(),
    labels: texts,
    annotations: texts,
    expected_severity: z.enum(SEVERITIES),
    expected_category: z.enum(CATEGORIES),
    ambiguous: z.boolean().default(false),
    accept_category: z.array(z.enum(CATEGORIES)).optional(),
  }),
);
const shipped = classificationSchema.parse(parse(read('config/classification.yaml')));
const rules = compileRules(shipped);

const alone = { now: 0, firing: 1, alerts: [] };

const judge = (corpus: string) =>
  labelled
    .parse(JSON.parse(read(`test/corpus/${corpus}.json`)))
    .map(({ labels, annotations, ...person }) => {
      const { id: fingerprint } = person;
      const told = { source: 'corpus', fingerprint, status: 'firing', startsAt: 0 } as const;
      return { ...person, is: classify({ ...told, labels, annotations }, rules, alone) };
    });

/** Rows are what a person said, columns what the rules say. */
function confusion<T extends string>(
  values: readonly T[],
  pairs: readonly (readonly [expected: T, actual: T])[],
): string {
  const width = Math.max(...values.map(({ length }) => length)) + 2;
  const row = (cells: readonly (string | number)[]) =>
    cells.map((cell) => String(cell).padStart(width)).join('');
  const counts = values.map((expected) =>
    row([
      expected,
      ...values.map((actual) => pairs.filter(([e, a]) => e === expected && a === actual).length),
    ]),
  );
  return [row(['', ...values]), ...counts].join('\n');
}

const share = (all: readonly unknown[], right: readonly unknown[]) => right.length / all.length;

/** All were labelled by hand before the rules were first tried on them. */
describe.each([
  'alerts',
  'more-alerts',
  'third-alerts',
  'fourth-alerts',
  'fifth-alerts',
  'sixth-alerts',
  'seventh-alerts',
])('the shipped rules on %s', (corpus) => {
  const judged = judge(corpus);
  const clear = judged.filter(({ ambiguous }) => !ambiguous);
  const print = (about: string, matrix: string) =>
    process.stdout.write(`${about} of ${corpus}, ${judged.length} alerts\n${matrix}\n`);

  it('give the severity that a person would, nine times in ten', () => {
    const pairs = judged.map(
      ({ expected_severity, is }) => [expected_severity, is.severity] as const,
    );
    print('severity', confusion(SEVERITIES, pairs));
    const right = clear.filter(({ expected_severity, is }) => is.severity === expected_severity);
    expect(share(clear, right)).toBeGreaterThanOrEqual(0.9);
  });

  it('give the category that a person would, nine times in ten', () => {
    const pairs = judged.map(
      ({ expected_category, is }) => [expected_category, is.category] as const,
    );
    print('category', confusion(CATEGORIES, pairs));
    const right = clear.filter(({ expected_category, accept_category, is }) =>
      (accept_category ?? [expected_category]).includes(is.category),
    );
    expect(share(clear, right)).toBeGreaterThanOrEqual(0.9);
  });

  it('take no P0 too lightly', () => {
    const tooLow = clear
      .filter(({ expected_severity }) => expected_severity === 'P0')
      .filter(({ is, expected_severity }) => isMoreUrgent(expected_severity, is.severity));
    expect(tooLow.map(({ id }) => id)).toEqual([]);
  });

  it('cry P0 at next to nothing else', () => {
    const cried = clear.filter(
      ({ is, expected_severity }) => is.severity === 'P0' && expected_severity !== 'P0',
    );
    expect(cried.length).toBeLessThanOrEqual(clear.length / 50);
  });
});

it('no shipped rule looks at the clock or at the rest of a body', () => {
  const conditions = [...shipped.severity, ...shipped.category, ...shipped.adjust].flatMap(
    ({ name, when, except }) => [...when, ...except].map((matcher) => ({ name, matcher })),
  );
  const elsewhere = conditions.filter(({ matcher }) => !('on' in matcher));
  expect(elsewhere.map(({ name }) => name)).toEqual([]);
});
