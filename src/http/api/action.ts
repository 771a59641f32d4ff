import type { Category, SecondaryTeam, Severity } from '../../core/severity.ts';

/** What a client asks of an incident. `by` is a known person's id; absent, a program asks. */
export type ApiAction = { readonly by?: string } & (
  | { readonly type: 'acknowledge' | 'undo' | 'resolve' }
  | {
      readonly type: 'escalate';
      /** A known person's id; absent: the next step. */
      readonly to?: string;
    }
  | { readonly type: 'snooze'; readonly minutes: number }
  | { readonly type: 'reassign'; readonly to: SecondaryTeam }
  | {
      /** At least one of the two is there. */
      readonly type: 'reclassify';
      readonly severity?: Severity;
      readonly category?: Category;
    }
  | { readonly type: 'note'; readonly text: string }
);
