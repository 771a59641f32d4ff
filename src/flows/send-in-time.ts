import { type Channel, DeliveryError, type Message } from '../ports.ts';

/** How much later than promised a channel may settle; less than a claim's slack. */
const LATE_MS = 1000;

/** Sends; a channel that breaks its word keeps nobody waiting for ever. Throws as the channel does. */
export async function sendInTime(
  channel: Channel,
  message: Message,
): Promise<{ readonly providerId: string }> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    const giveUp = () => reject(new DeliveryError('timeout', { unanswered: true }));
    timer = setTimeout(giveUp, channel.timeoutMs + LATE_MS).unref();
  });
  try {
    return await Promise.race([channel.send(message), tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
