import type { Alert } from '../../src/core/alert.ts';
import type { ReceivedBody } from '../../src/core/arrivals.ts';
import type { OwedWork } from '../../src/core/owed-work.ts';
import { carryOut } from '../../src/flows/carry-out.ts';
import type { Ports } from '../../src/ports.ts';
import type { aNight } from './night.ts';

type Night = Pick<ReturnType<typeof aNight>, 'owed'>;

const pagesOf = (night: Night, number: number): readonly OwedWork[] =>
  night.owed().filter(({ type, incident }) => type === 'page' && incident === number);

/** The page that is owed for an incident. */
export const pageOf = (night: Night, number: number): OwedWork => {
  const [page] = pagesOf(night, number);
  if (page === undefined) throw new Error(`no page is owed for #${number}`);
  return page;
};

/** As one process does, due or not. */
export const carryOutPagesOf = async (night: Night, number: number, ports: Ports) => {
  for (const page of pagesOf(night, number)) await carryOut(page, ports);
};

export const bodyOf = (...alerts: Alert[]): ReceivedBody => ({ alerts, unreadable: [] });
