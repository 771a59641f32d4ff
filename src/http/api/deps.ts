import type { z } from 'zod';
import type { Incident } from '../../core/incident.ts';
import type { Incidents, Owed } from '../../ports.ts';
import type { ApiAction } from './action.ts';
import type { onCallRow, testPageAnswer } from './schemas.ts';

/** Who is on call for a role or a team, and until when (ISO 8601). */
export type OnCallRow = z.input<typeof onCallRow>;

export type TestPageRow = z.input<typeof testPageAnswer>['pages'][number];

export interface ActionOutcome {
  /** As it is afterwards. */
  readonly incident: Incident;
  readonly changed: boolean;
  /** Why it was not done; told to the client. */
  readonly refused?: string;
}

export interface ApiDeps {
  readonly version: string;
  readonly adminToken: string;
  readonly incidents: Pick<Incidents, 'list' | 'load' | 'alerts' | 'timeline' | 'pages'>;
  readonly nextTries: Owed['nextTries'];
  /** Undefined when there is no such incident. */
  readonly act: (number: number, action: ApiAction) => Promise<ActionOutcome | undefined>;
  readonly isPerson: (id: string) => boolean;
  readonly onCall: () => readonly OnCallRow[];
  /** What became of each; none when the person has no such contact method. */
  readonly testPage: (person: string, method?: string) => Promise<readonly TestPageRow[]>;
}
