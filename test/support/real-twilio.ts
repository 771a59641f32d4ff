import { onTestFinished } from 'vitest';
import { type FakeTwilio, openFakeTwilio } from './fake-twilio.ts';

export const TWILIO_ACCOUNT = {
  accountSid: 'AC0123456789abcdef0123456789abcdef',
  authToken: 'auth-token-of-the-test',
  numbers: ['+12125550199'],
} as const;

/** The fake Twilio for a test with real programs: where a Piket is, `startPiket` tells it. */
export const startTwilio = async (): Promise<FakeTwilio> => {
  const twilio = await openFakeTwilio(TWILIO_ACCOUNT);
  onTestFinished(async () => {
    // What it says of a Piket that is gone by now is of no interest.
    await twilio.close().catch(() => undefined);
  });
  return twilio;
};
