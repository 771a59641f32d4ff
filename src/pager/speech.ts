import { randomUUID } from 'node:crypto';
import type { Router } from 'express';
import { reportReason } from '../channels/twilio-errors.ts';
import { twilioSms } from '../channels/twilio-sms.ts';
import { phonesAccess } from '../console/phones-access.ts';
import { phonesRouter } from '../console/phones-routes.ts';
import { type OnCall, whoIsOnCall } from '../core/on-call.ts';
import type { Rules } from '../core/rules.ts';
import { redisPhoneStore } from '../embedded/phone-store.ts';
import { type PhoneOwner, simulatedPhones } from '../embedded/simulated-phones.ts';
import { answerText } from '../flows/answer-text.ts';
import { reportPage } from '../flows/report-page.ts';
import { twilioRoutes } from '../http/twilio.ts';
import type { Keep } from './keep.ts';
import type { Channel, Clock, Log, Ports } from '../ports.ts';
import type { Settings } from '../settings.ts';
import { isRedisAway } from '../store/redis-away.ts';
import type { Teardown } from './teardown.ts';

/** A way to speak by text message, and the pages through which it is answered. */
export interface Speech {
  readonly channel: Channel;
  readonly router: Router;
  /** Ends the streams that would hold the server's stop. */
  readonly endStreams?: () => void;
}

/** Real text messages. */
export function openTwilio(
  twilio: NonNullable<Settings['twilio']>,
  publicUrl: () => string,
  log: Log,
  ports: () => Ports,
): Speech {
  const { accountSid, authToken, authTokenSecondary } = twilio;
  const statusUrl = (page: string) => `${publicUrl()}/twilio/status?page=${page}`;
  return {
    channel: twilioSms({ ...twilio, statusUrl }),
    router: twilioRoutes({
      get publicUrl() {
        return publicUrl();
      },
      accountSid,
      authTokens: [authToken, ...(authTokenSecondary === undefined ? [] : [authTokenSecondary])],
      answerText: (text) => answerText(text, ports()),
      pageReported: (report) => reportPage(report, ports()),
      failure: reportReason,
      isUnavailable: isRedisAway,
      log,
    }),
  };
}

/** Phones on a page of our own: the same way down to the channel's edge, and nothing leaves the machine. */
export async function openSimulatedPhones(
  { connection }: Keep,
  options: {
    readonly adminToken: string;
    readonly sampleCommand: () => string;
    readonly troubles: () => readonly string[];
    readonly clock: Clock;
    readonly log: Log;
  },
  ports: () => Ports,
  teardown: Teardown,
): Promise<Speech> {
  const { clock, log } = options;
  const [redis, subscriber] = [connection('patient'), connection('patient')];
  teardown.add('the phones’ connections', async () => {
    for (const client of [redis, subscriber]) client.disconnect();
  });
  const closing = new AbortController();
  const phones = simulatedPhones({
    keep: await redisPhoneStore(redis, subscriber),
    people: () => ownersOf(ports().rules(), whoIsOnCall(ports().rules(), clock.now())),
    answerText: (text) => answerText(text, ports()),
    pageReported: (report) => reportPage(report, ports()),
    newId: randomUUID,
    clock,
    log,
  });
  const router = phonesRouter({
    phones,
    onCall: () => new Set(whoIsOnCall(ports().rules(), clock.now()).flatMap((row) => row.people)),
    triggered: async () => numbersOf(ports()),
    troubles: options.troubles,
    access: phonesAccess(options.adminToken),
    closing: closing.signal,
    get sampleCommand() {
      return options.sampleCommand();
    },
    clock,
    log,
  });
  return { channel: phones.channel, router, endStreams: () => closing.abort() };
}

async function numbersOf({ incidents }: Ports): Promise<ReadonlySet<number>> {
  const open = await incidents.list({ status: 'triggered', limit: 200 });
  return new Set(open.incidents.map(({ number }) => number));
}

/** Everyone with a phone, and what they are there for. */
function ownersOf(rules: Rules, onCall: readonly OnCall[]): readonly PhoneOwner[] {
  return Object.values(rules.people).map(({ id, name, zone, methods }) => ({
    id,
    name,
    zone,
    methods,
    teams: [
      ...onCall.filter(({ people }) => people.includes(id)).map(({ team }) => team),
      ...Object.entries(rules.teams)
        .filter(([, { members }]) => members.includes(id))
        .map(([team]) => team),
    ].filter((team, at, all) => all.indexOf(team) === at),
  }));
}
