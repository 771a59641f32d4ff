import { toGsm } from '../core/gsm.ts';
import { DeliveryError, type Ports } from '../ports.ts';

const VALID_MS = 300_000;

/** What became of a test on one contact method. */
export interface TestPage {
  readonly method: string;
  readonly outcome: 'sent' | 'failed';
  readonly reason?: string;
}

/**
 * Says a few words on a person's contact methods, or on one of them, to show that they work. A test
 * belongs to no incident: nothing is owed, nothing escalates.
 */
export async function sendTestPage(
  person: string,
  only: string | undefined,
  ports: Ports,
): Promise<readonly TestPage[]> {
  const { id, name, methods } = ports.rules().people[person] ?? {
    id: person,
    name: person,
    methods: [],
  };
  const wanted = methods.filter((method) => only === undefined || method.id === only);
  return Promise.all(
    wanted.map(async (method): Promise<TestPage> => {
      const channel = ports.channels[method.channel];
      if (channel === undefined)
        return { method: method.id, outcome: 'failed', reason: 'no-channel' };
      try {
        const pageId = `0.0.0.test.${id}.${method.id}`;
        const text = toGsm(`Piket test for ${name}: this phone is paged. Nothing to do.`);
        await channel.send({ pageId, to: method.to, text, validMs: VALID_MS });
        return { method: method.id, outcome: 'sent' };
      } catch (error) {
        if (!(error instanceof DeliveryError)) throw error;
        return { method: method.id, outcome: 'failed', reason: error.reason };
      }
    }),
  );
}
