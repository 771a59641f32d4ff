import type { Timer } from './incident.ts';

/** A page by its incident and its own id, `1.1.0.ada.sms`. */
export interface OwedPage {
  readonly incident: number;
  readonly page: string;
}

/** A timer to run or a page to send, at or after `dueAt`. */
export type OwedWork = { readonly incident: number; readonly dueAt: number } & (
  | { readonly type: 'timer'; readonly timer: Timer }
  | { readonly type: 'page'; readonly page: string }
);
