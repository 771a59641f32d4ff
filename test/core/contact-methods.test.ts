import { describe, expect, it } from 'vitest';
import { type Changes, load } from '../support/changed-configuration.ts';

const MINUTE = 60_000;

const adaAs = (written: string, more: Changes = {}) =>
  load({ ...more, 'people.yaml': [/ {2}ada: \{.*\n/, `  ada:\n    name: Ada\n${written}`] }).rules
    .people['ada'];

const TWO = `
    methods:
      - { sms: "+1 212 555 0100" }
      - { sms: "+1 212 555 0120", after: 2m }
      - { sms: "+1 212 555 0121", after: 3m, id: home }
`;

describe('a person', () => {
  it('has several phones, tried in order, each with a name of its own', () => {
    expect(adaAs(TWO)?.methods).toEqual([
      { id: 'sms', channel: 'sms', to: '+12125550100', delayMs: 0 },
      { id: 'sms-2', channel: 'sms', to: '+12125550120', delayMs: 2 * MINUTE },
      { id: 'home', channel: 'sms', to: '+12125550121', delayMs: 3 * MINUTE },
    ]);
  });

  it('hears what has been resolved unless the file says otherwise', () => {
    const phone = '    phone: "+1 212 555 0100"\n';
    expect(adaAs(phone)?.resolvedNotices).toBe(true);
    expect(adaAs(`${phone}    resolved-notices: false\n`)?.resolvedNotices).toBe(false);
    const { people } = load({
      'people.yaml': ['\n  resolved-notices: true', '\n  resolved-notices: false'],
    }).rules;
    expect(people['bob']?.resolvedNotices).toBe(false);
    const byDefault = load({ 'people.yaml': ['\n  resolved-notices: true', ''] }).rules;
    expect(byDefault.people['bob']?.resolvedNotices).toBe(true);
  });

  it('is not warned of for having two phones', () => {
    const { warnings } = load({
      'people.yaml': [/ {2}ada: \{.*\n/, `  ada:\n    name: Ada\n${TWO}`],
    });
    expect(warnings[0]?.message).toMatch(/fall back on: bob, /);
  });
});
