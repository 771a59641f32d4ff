/** Takes the place of Twilio's edge: texts stay on this machine and show on `/phones`. */
import type { IncomingText, PageReport } from '../core/arrivals.ts';
import { parseReply } from '../core/replies.ts';
import { isOptedOut, type PhoneView, type SimulatedMessage } from '../core/simulated-phone.ts';
import { type Channel, type Clock, DeliveryError, type Log, type Message } from '../ports.ts';
import type { PhoneStore } from './phone-store.ts';

/** A person whose phones are simulated. */
export interface PhoneOwner {
  readonly id: string;
  readonly name: string;
  /** IANA. */
  readonly zone: string;
  readonly methods: readonly {
    readonly id: string;
    readonly channel: string;
    readonly to: string;
  }[];
  /** Roles and teams, as shown. */
  readonly teams: readonly string[];
}

export interface SimulatedPhonesDeps {
  readonly keep: PhoneStore;
  people(): readonly PhoneOwner[];
  /** What Piket says to an incoming text; undefined: nothing. */
  answerText(text: IncomingText): Promise<string | undefined>;
  pageReported(report: PageReport): Promise<void>;
  readonly clock: Clock;
  newId(): string;
  readonly log: Log;
}

export interface SimulatedPhones {
  /** Its `send` refuses with `opted-out` (permanent) between STOP and START. */
  readonly channel: Channel;
  /** In the order of the people. */
  phones(): Promise<readonly PhoneView[]>;
  /** A text from the phone with this id (`PhoneView.id`). False when there is no such phone. */
  reply(phone: string, text: string): Promise<boolean>;
  /** Calls the listener whenever a phone shows something new. Answers the way to stop. */
  changes(listener: () => void): () => void;
}

const TIMEOUT_MS = 5_000;

/** In the words of Twilio's default opt-out handling. */
const CARRIER_SAYS = new Map<string, string>([
  [
    'stop',
    'You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.',
  ],
  [
    'start',
    'You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.',
  ],
  ['carrier', 'Reply STOP to unsubscribe. Msg&Data Rates May Apply.'],
]);

const phonesOf = (owner: PhoneOwner): readonly Omit<PhoneView, 'messages' | 'optedOut'>[] =>
  owner.methods
    .filter(({ channel }) => channel === 'sms')
    .filter(({ to }, at, all) => all.findIndex((method) => method.to === to) === at)
    .map((method, at) => ({
      id: at === 0 ? owner.id : `${owner.id}.${method.id}`,
      person: owner.id,
      name: owner.name,
      number: method.to,
      zone: owner.zone,
      teams: owner.teams,
    }));

const settled = async (work: Promise<void>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new DeliveryError('timeout', { unanswered: true })),
      TIMEOUT_MS,
    );
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

export function simulatedPhones(deps: SimulatedPhonesDeps): SimulatedPhones {
  const { keep, clock, log } = deps;
  const phones = () => deps.people().flatMap(phonesOf);
  const historyOf = async (number: string) => (await keep.all([number]))[number] ?? [];
  const say = async (number: string, from: SimulatedMessage['from'], text: string) => {
    const message = { id: deps.newId(), from, text, sentAt: clock.now() };
    await keep.append(number, message);
    return message.id;
  };
  const reportDelivered = async (pageId: string, providerId: string) => {
    try {
      await deps.pageReported({ pageId, status: 'delivered', providerId });
    } catch (err) {
      log.error({ pageId, err }, 'the delivery report of a simulated phone was not taken');
    }
  };
  const show = async ({ to, text }: Message, id: string) => {
    if (isOptedOut(await historyOf(to))) throw new DeliveryError('opted-out', { permanent: true });
    await keep.append(to, { id, from: 'piket', text, sentAt: clock.now() });
  };

  return {
    channel: {
      name: 'sms',
      timeoutMs: TIMEOUT_MS,
      send: async (message) => {
        const providerId = deps.newId();
        await settled(show(message, providerId));
        setImmediate(() => void reportDelivered(message.pageId, providerId));
        return { providerId };
      },
    },
    phones: async () => {
      const all = phones();
      const threads = await keep.all(all.map(({ number }) => number));
      return all.map((phone) => {
        const messages = threads[phone.number] ?? [];
        return { ...phone, messages, optedOut: isOptedOut(messages) };
      });
    },
    reply: async (id, text) => {
      const number = phones().find((phone) => phone.id === id)?.number;
      if (number === undefined) return false;
      const messageId = await say(number, 'person', text);
      const carrier = CARRIER_SAYS.get(parseReply(text).type);
      if (carrier !== undefined) await say(number, 'carrier', carrier);
      const answer = await deps.answerText({ messageId, from: number, body: text });
      if (answer && !isOptedOut(await historyOf(number))) await say(number, 'piket', answer);
      return true;
    },
    changes: (listener) => keep.subscribe(listener),
  };
}
