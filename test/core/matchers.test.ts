import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { classificationSchema } from '../../src/configuration/classification-file.ts';
import type { Labels } from '../../src/core/alert.ts';
import { classify } from '../../src/core/classification.ts';
import { compileRules } from '../../src/core/classification-rules.ts';
import { explain } from '../../src/core/explain.ts';
import { surroundingsOf } from '../../src/core/surroundings.ts';

const file = (rules: string) =>
  classificationSchema.safeParse(parse(`severity: []\ncategory: []\nadjust:\n${rules}`));
const compile = (rules: string) => {
  const { data, error } = file(rules);
  if (data === undefined) throw error;
  return compileRules(data);
};
const alert = (labels: Labels) => ({
  source: 'prod',
  fingerprint: JSON.stringify(labels),
  status: 'firing' as const,
  labels: { alertname: 'NodeDown', ...labels },
  annotations: {},
  startsAt: 0,
});
const rules = compile(`
  - { name: many, when: { firing: { at-least: 3 } }, change: { P2: P1 } }
  - { name: wide, when: { spread: { of: label.zone, at-least: 2 } }, change: { P1: P0 } }
  - name: asleep
    when: { time: { from: "22:00", to: "06:00", zone: Europe/Amsterdam } }
    except: { firing: { at-least: 2 } }
    change: { P2: P3 }
`);
const noon = Date.parse('2026-11-24T12:00:00Z');
const night = Date.parse('2026-11-24T22:10:00Z');
const reasons = (alerts: ReturnType<typeof alert>[], now = noon) =>
  alerts.map((one) => classify(one, rules, surroundingsOf(alerts, now)).because.slice(1));

describe('a rule', () => {
  it('counts the alerts that fire', () => {
    const two = [alert({ node: 'a' }), alert({ node: 'b' })];
    expect(reasons(two)).toEqual([[], []]);
    expect(reasons([...two, alert({ node: 'c' })])[0]).toEqual([
      'many raises P2 to P1: 3 alerts fire',
    ]);
  });

  it('takes the count of the incident where that is higher than what the body tells', () => {
    const one = alert({ node: 'a' });
    const { because } = classify(one, rules, { ...surroundingsOf([one], noon), firing: 12 });
    expect(because[1]).toBe('many raises P2 to P1: 12 alerts fire');
  });

  it('counts the values of a label, an absent one as none', () => {
    const zones = ['a', 'a', 'b'].map((zone, node) => alert({ zone, node: String(node) }));
    expect(reasons(zones)[0]).toEqual([
      'many raises P2 to P1: 3 alerts fire',
      'wide raises P1 to P0: 2 values of zone',
    ]);
    const absent = [alert({ zone: 'a' }), alert({ node: '1' }), alert({ node: '2' })];
    expect(reasons(absent)[0]).toEqual(['many raises P2 to P1: 3 alerts fire']);
  });

  it('leaves out of the counts what has resolved', () => {
    const alerts = ['a', 'b', 'c'].map((zone) => alert({ zone }));
    const mixed = alerts.map((one, i) => (i === 0 ? one : { ...one, status: 'resolved' as const }));
    expect(surroundingsOf(mixed, noon)).toMatchObject({ firing: 1 });
  });

  it('asks the clock, and excepts by a count', () => {
    const one = alert({ node: 'a' });
    expect(reasons([one], night)).toEqual([['asleep lowers P2 to P3: 23:10 in Europe/Amsterdam']]);
    expect(reasons([one, alert({ node: 'b' })], night)[0]).toEqual([]);
  });

  it('is told of with its facts by an explanation', () => {
    const one = alert({ node: 'a' });
    expect(explain(one, rules, { ...surroundingsOf([one], night), firing: 1 })).toEqual([
      { list: 'adjust', rule: 'many', matched: null, outcome: 'no say: does not match' },
      { list: 'adjust', rule: 'wide', matched: null, outcome: 'no say: does not match' },
      {
        list: 'adjust',
        rule: 'asleep',
        matched: '23:10 in Europe/Amsterdam',
        outcome: 'lowers P2 to P3',
      },
    ]);
  });

  it('may look for a text in which another is not', () => {
    const when = "{ on: [label.a, label.b], matches: prod, unless: 'pre-', ignoreCase: true }";
    const production = compile(`  - { name: raised, when: ${when}, change: { P2: P1 } }`);
    const because = (labels: Labels) =>
      classify(alert(labels), production, surroundingsOf([], noon)).because[1];
    expect(because({ a: 'eu-Prod' })).toBe('raised raises P2 to P1: a=eu-Prod');
    expect(because({ a: 'PRE-prod', b: 'prod' })).toBe('raised raises P2 to P1: b=prod');
    expect(because({ a: 'PRE-prod', b: 'test' })).toBeUndefined();
  });

  it('may look at a group of five hundred', () => {
    const storm = Array.from({ length: 500 }, (_, i) => alert({ zone: `${i % 7}`, node: `${i}` }));
    const all = reasons(storm);
    expect(new Set(all.map((because) => because.join()))).toEqual(
      new Set(['many raises P2 to P1: 500 alerts fire,wide raises P1 to P0: 7 values of zone']),
    );
  });
});

describe('a condition of a rule', () => {
  it.each([
    ['{ firing: { at-least: 1 } }', 'must be at least 2'],
    ['{ firing: { at-least: 2.5 } }', 'expected a whole number'],
    ['{ firing: { more-than: 2 } }', 'Unrecognized key: "more-than"'],
    ['{ firing: { at-least: 3 }, spread: { of: label.a, at-least: 2 } }', 'exactly one of on'],
    ['{ firing: { at-least: 3 }, is: x }', 'exactly one of is, in, matches and words beside on'],
    ['{ on: name }', 'exactly one of is, in, matches and words beside on'],
    ['{ on: name, words: [x], unless: y }', 'unless needs matches beside it'],
    ['{ on: name, matches: x, unless: "(" }', 'missing closing )'],
    ['{ is: x }', 'exactly one of on, firing, spread and time'],
    ['{ spread: { of: instance, at-least: 2 } }', 'must be label.NAME'],
    ['{ time: { from: "22:00", zone: UTC } }', 'needs both of from and to'],
    ['{ time: { from: "22:00", to: "22:00", zone: UTC } }', 'must differ'],
    ['{ time: { from: "9:00", to: "17:00", zone: UTC } }', 'expected a time such as "22:00"'],
    ['{ time: { zone: UTC } }', 'needs from and to, or days'],
    ['{ time: { zone: "+02:00", days: Monday } }', 'expected a time zone such as'],
    ['{ time: { zone: UTC, days: [mon] } }', 'expected a weekday such as Monday'],
  ])('%s is refused: %s', (condition, message) => {
    const { error } = file(`  - { name: one, when: ${condition}, change: { P2: P1 } }`);
    expect(error?.issues.map((issue) => issue.message).join('; ')).toContain(message);
  });
});
