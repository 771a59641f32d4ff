/**
 * Pages by name: `1.1.0.ada.sms` within an incident (episode, run, step, person, method), and
 * `42.1.1.0.ada.sms` among those of all incidents, as the log and providers know it.
 */
import type { OwedPage } from './owed-work.ts';

export const fullId = (incident: number, page: string): string => `${incident}.${page}`;

export function readFullId(id: string): OwedPage {
  const dot = id.indexOf('.');
  return { incident: Number(id.slice(0, dot)), page: id.slice(dot + 1) };
}

/** The phone that a page goes to, `ada.sms`: the end of its id, be it full or not. */
export const phoneOfPage = (page: string): string => page.split('.').slice(-2).join('.');
