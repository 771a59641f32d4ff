import { ConfigurationError, placeOf } from '../configuration/mistake.ts';
import type { Ports } from '../ports.ts';
import { isRedisAway } from '../store/redis-away.ts';
import type { Configured } from './configured.ts';

const STAYS = 'the configuration stays as it was';

/** Why the last reload came to nothing, as anyone may read it. */
const WHY = {
  mistakes: `the files could not be read again: ${STAYS}`,
  away: `Redis did not answer while the files were read again: ${STAYS}, reload once it does`,
};

/** Reads the configuration again, one after the other; what is wrong stands among the warnings until it is not. */
export function openReload(
  configured: Pick<Configured, 'reload'>,
  { inTurn, log }: Pick<Ports, 'inTurn' | 'log'>,
  ended: (well: boolean) => void,
) {
  let failed: keyof typeof WHY | undefined;
  const attempt = async (): Promise<string | undefined> => {
    try {
      await configured.reload();
      log.info({}, 'the configuration is read again');
      failed = undefined;
      return undefined;
    } catch (error) {
      const isWrong = error instanceof ConfigurationError;
      failed = !isWrong && isRedisAway(error) ? 'away' : 'mistakes';
      if (!isWrong) throw error;
      // What is wrong may quote a number: here only where.
      log.error({ wrong: error.mistakes.map(placeOf) }, `${STAYS}: npx piket check tells why`);
      return error.message;
    } finally {
      ended(failed === undefined);
    }
  };
  return {
    /** Answers what is wrong with it. Throws for the store. */
    reload: () => inTurn('reload', attempt),
    warnings: () => (failed === undefined ? [] : [WHY[failed]]),
  };
}
