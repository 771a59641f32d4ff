import { describe, expect, it } from 'vitest';
import { doubtsOf } from '../../src/pager/doubts.ts';
import { aPerson } from '../support/rules.ts';

const twilio = { accountSid: 'AC1', authToken: 'secret' };
const invented = { ada: aPerson('ada') };
const ada = aPerson('ada', [{ id: 'sms', channel: 'sms', to: '+31201234567', delayMs: 0 }]);
const OUTSIDE = 'https://piket.example.org';

describe('real texts', () => {
  it('go out to real people, and answers come back', () => {
    expect(doubtsOf({ twilio }, OUTSIDE, { ada })).toEqual([]);
  });

  it('are no concern while phones are simulated', () => {
    expect(doubtsOf({}, 'http://localhost:8080', invented)).toEqual([]);
  });

  it.each(['http://localhost:8080', 'http://piket.example.org', 'https://127.0.0.1'])(
    'get no answers at %s',
    (url) => {
      expect(doubtsOf({ twilio }, url, { ada })).toEqual([expect.stringContaining('PUBLIC_URL')]);
    },
  );

  it('reach nobody of the samples', () => {
    expect(doubtsOf({ twilio }, OUTSIDE, { ...invented, carol: ada })).toEqual([
      'pages to ada reach nobody: their numbers are made for fiction, as those of the samples are',
    ]);
  });
});
