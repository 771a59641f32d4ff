import { describe, expect, it } from 'vitest';
import { announcement } from '../../src/pager/announce.ts';
import { summaryOf } from '../../src/pager/summary.ts';
import { readSettings } from '../../src/settings.ts';
import { load } from '../support/changed-configuration.ts';

const TWILIO = {
  TWILIO_ACCOUNT_SID: 'AC0123456789abcdef0123456789abcdef',
  TWILIO_AUTH_TOKEN: 'secret-of-twilio',
  TWILIO_FROM: '+12125550199',
};

function summary(env: Record<string, string>, optedOut: readonly string[] = [], durable = true) {
  const settings = readSettings(env, () => '');
  const found = { version: '1.2.3', publicUrl: 'https://piket.example.org', durable };
  return summaryOf(settings, load().rules, { ...found, closed: new Set(optedOut) });
}

const announced = (...args: Parameters<typeof summary>) =>
  announcement({
    ...summary(...args),
    store: 'somewhere',
    webhookToken: 'w',
    adminToken: 'a',
    sample: 'curl',
  });

describe('what a start tells', () => {
  it('says what is simulated, and that nothing of it is real', () => {
    expect(summary({})).toEqual({
      version: '1.2.3',
      publicUrl: 'https://piket.example.org',
      phones: 'simulated',
      store: 'embedded',
      durable: true,
      sources: ['alertmanager', 'grafana'],
      people: 10,
      reachable: 10,
    });
    expect(announced({})).toContain('simulated: no message leaves this machine');
  });

  it('says what is real, and holds no secret', () => {
    const env = { ...TWILIO, REDIS_URL: 'redis://:secret-of-redis@redis:6379' };
    expect(summary(env)).toMatchObject({ phones: 'twilio', store: 'redis' });
    expect(announced(env)).toContain('real, by Twilio');
    expect(JSON.stringify(summary(env)) + announced(env)).not.toContain('secret-of');
  });

  it('counts out who has no phone left', () => {
    expect(summary({}, ['ada.sms', 'bob.sms-2'])).toMatchObject({ people: 10, reachable: 9 });
    expect(announced({}, ['ada.sms'])).toContain('9 of 10 people can be paged');
  });

  it('says it when the store may lose what it has acknowledged', () => {
    expect(announced({}, [], false)).toContain('may lose what it has acknowledged');
    expect(announced({})).not.toContain('may lose');
  });
});
