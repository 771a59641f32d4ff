import type { WakingHours } from './waking-hours.ts';
import type { Category, Role, SecondaryTeam } from './severity.ts';

/** Whom a step pages. `secondary` is the incident's own team. */
export type Target = {
  /** Only for incidents of this category. */
  readonly onlyFor?: Category;
} & (
  | { readonly type: 'person'; readonly person: string }
  | { readonly type: 'role'; readonly role: Role }
  | { readonly type: 'on-call'; readonly team: SecondaryTeam | 'secondary' }
  | { readonly type: 'schedule'; readonly schedule: string }
  | { readonly type: 'everyone'; readonly team: SecondaryTeam | 'secondary' }
);

export interface Step {
  readonly targets: readonly Target[];
  /** From when its pages may go out to the next step; of no meaning on the last one. */
  readonly waitMs: number;
}

export interface Policy {
  /** A hash of the content: a running incident keeps the policy it started with. */
  readonly id: string;
  readonly name: string;
  readonly steps: readonly Step[];
  /** Pages wait for these hours; absent: they go out at any hour. */
  readonly hours?: WakingHours;
  /** From the last step to the first one again, at least a minute; absent: the policy runs once. */
  readonly repeatMs?: number;
}
