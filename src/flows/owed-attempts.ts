import type { OwedWork } from '../core/owed-work.ts';
import type { Ports } from '../ports.ts';
import { carryOut } from './carry-out.ts';
import { errorName } from './error-name.ts';

/** Carries out one piece of owed work. Never throws: what fails is still owed, and the sweep tries it again. */
export type Attempt = (work: OwedWork) => Promise<void>;

/** `isUnavailable`: whether an error means that the store is away; any other is a bug. */
export function openAttempts(
  ports: () => Ports,
  isUnavailable: (error: unknown) => boolean,
): Attempt {
  const told = new Set<string>();
  return async (work) => {
    const { log } = ports();
    const { incident: incidentId, type } = work;
    const id = `${incidentId} ${type === 'timer' ? work.timer : work.page}`;
    try {
      await carryOut(work, ports());
      told.delete(id);
    } catch (error) {
      if (isUnavailable(error)) {
        const about = { incidentId, type, error: errorName(error) };
        log.warn(about, 'owed work failed, it is tried again soon');
      } else if (!told.has(id)) {
        // The sweep meets it every second.
        told.add(id);
        log.error(
          { incidentId, type, err: error },
          'owed work failed unexpectedly, and is tried again',
        );
      }
    }
  };
}
