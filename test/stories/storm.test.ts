import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { classificationSchema } from '../../src/configuration/classification-file.ts';
import { classify } from '../../src/core/classification.ts';
import { compileRules } from '../../src/core/classification-rules.ts';
import { aNight, firing, resolved } from '../support/night.ts';
import { MINUTE } from '../support/rules.ts';

const rules = compileRules(
  classificationSchema.parse(
    parse(`
severity:
  - { name: one-of-many, set: P1 }
category: []
adjust:
  - { name: storm, when: { firing: { at-least: 4 } }, change: { P1: P0 } }
  - name: by-day
    when: { time: { from: "09:00", to: "17:00", zone: UTC } }
    change: { P1: P2 }
`),
  ),
);
const node = (instance: string) => firing('NodeDown', 'P1', { instance });

const aStormyNight = () => {
  const night = aNight();
  night.reclassify((alert, surroundings) => classify(alert, rules, surroundings));
  return night;
};

describe('a storm', () => {
  it('raises the incident by the alert that makes it one', async () => {
    const night = aStormyNight();
    await night.tell(node('a'), node('b'));
    expect(night.newPages()).toEqual(['ada: P1 #1 orders: NodeDown']);
    await night.texts('ada', 'ack');
    await night.passes(MINUTE);
    await night.tell(node('c'));
    expect((await night.incident()).severity).toBe('P1');
    await night.tell(node('d'));
    expect(await night.incident()).toMatchObject({
      severity: 'P0',
      because: ['one-of-many', 'storm raises P1 to P0: 4 alerts fire'],
      firing: { P0: 1, P1: 3 },
    });
    expect(night.newPages()).toEqual(['ada: P0 #1 RAISED from P1: orders: NodeDown']);
    await night.texts('ada', 'ack');
  });

  it('is one at once when a single body tells of it', async () => {
    const night = aStormyNight();
    await night.tell(...['a', 'b', 'c', 'd'].map(node));
    expect(night.newPages()).toEqual(['ada: P0 #1 orders: NodeDown']);
    await night.texts('ada', 'ack');
  });

  it('is none for alerts that replace one another, and repeats are not counted', async () => {
    const night = aStormyNight();
    await night.tell(node('a'), node('b'), node('c'));
    await night.texts('ada', 'ack');
    night.newPages();
    await night.tell(node('a'), node('b'), node('c'));
    await night.tell(resolved(node('a')), node('d'));
    expect((await night.incident()).severity).toBe('P1');
  });

  it('keeps the severity that an incident has when it calms down', async () => {
    const night = aStormyNight();
    await night.tell(...['a', 'b', 'c', 'd'].map(node));
    await night.texts('ada', 'ack');
    night.newPages();
    await night.tell(resolved(node('a')), resolved(node('b')), resolved(node('c')));
    expect((await night.incident()).severity).toBe('P0');
  });

  it('is classified by the hour at which it is told', async () => {
    const night = aStormyNight();
    night.skips(8 * 60 * MINUTE);
    await night.tell(node('a'));
    expect(await night.incident()).toMatchObject({
      severity: 'P2',
      because: ['one-of-many', 'by-day lowers P1 to P2: 10:00 in UTC'],
    });
    expect(night.newPages()).toHaveLength(1);
    await night.texts('carol', 'ack');
  });
});
