import type { Sent } from '../core/paging-health.ts';
import { phoneOfPage } from '../core/page-id.ts';
import { type Channel, DeliveryError, type Log, type Stopwatch } from '../ports.ts';
import { errorName } from './error-name.ts';
import { sendInTime } from './send-in-time.ts';

/** The channel, and of each message, page or not, what came of it. Whoever watches breaks nothing. */
export const watchedChannel = (
  channel: Channel,
  { clock, log }: { readonly clock: Stopwatch; readonly log: Log },
  seen: (sent: Sent) => void,
): Channel => ({
  ...channel,
  send: async (message) => {
    const began = clock.elapsed();
    const about = { channel: channel.name, phone: phoneOfPage(message.pageId) };
    const tell = (outcome: Sent['outcome'], reason = '') => {
      try {
        seen({ ...about, outcome, reason, tookMs: clock.elapsed() - began });
      } catch (error) {
        log.error(
          { channel: channel.name, error: errorName(error) },
          'the watch over paging failed',
        );
      }
    };
    try {
      const taken = await sendInTime(channel, message);
      tell('sent');
      return taken;
    } catch (error) {
      if (error instanceof DeliveryError)
        tell(error.permanent || error.unknown ? 'refused' : 'trouble', error.reason);
      else tell('trouble', 'error');
      throw error;
    }
  },
});
