import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Policy, Step, Target } from '../core/policy.ts';
import type { Route } from '../core/route.ts';
import type { Severity } from '../core/severity.ts';
import type { Mistake } from './mistake.ts';
import type { policiesSchema } from './schemas.ts';
import type { YamlFile } from './yaml-file.ts';

type Policies = z.output<typeof policiesSchema>['policies'];
type WrittenRoute = NonNullable<z.output<typeof policiesSchema>['routes']>[number];
type WrittenPolicy = Policies[string];
type WrittenTarget = WrittenPolicy['steps'][number]['page'][number];

/** P0 and P1 repeat their policy until somebody answers, this often at least, whatever is written. */
const URGENT_REPEAT_MS = 15 * 60_000;

export function toPolicy(name: string, written: WrittenPolicy, severity: Severity): Policy {
  const { steps, hours } = written;
  const isUrgent = severity === 'P0' || severity === 'P1';
  const repeat = isUrgent
    ? Math.min(written.repeat ?? URGENT_REPEAT_MS, URGENT_REPEAT_MS)
    : written.repeat;
  const content = {
    name,
    steps: steps.map(
      ({ page, wait = 0 }, index): Step => ({
        targets: page.map(toTarget),
        waitMs: index === steps.length - 1 ? 0 : wait,
      }),
    ),
    ...(hours !== undefined && { hours }),
    ...(repeat !== undefined && { repeatMs: repeat }),
  };
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  return { id: hash.slice(0, 16), ...content };
}

/** A route's policy has the form that each severity gives it. */
export function toRoute(
  written: WrittenRoute,
  policyNamed: (name: string, severity: Severity) => Policy,
): Route {
  const { severity: severities, category: categories, team: teams, source: sources } = written;
  const of = (severity: Severity) => policyNamed(written.policy, severity);
  return {
    ...(severities && { severities }),
    ...(categories && { categories }),
    ...(teams && { teams }),
    ...(sources && { sources }),
    policies: { P0: of('P0'), P1: of('P1'), P2: of('P2'), P3: of('P3') },
  };
}

function toTarget(written: WrittenTarget): Target {
  const { person, role, everyone, schedule, 'on-call': onCall, 'only-for': onlyFor } = written;
  const limit = onlyFor === undefined ? {} : { onlyFor };
  if (person !== undefined) return { ...limit, type: 'person', person };
  if (role !== undefined) return { ...limit, type: 'role', role };
  if (onCall !== undefined) return { ...limit, type: 'on-call', team: onCall };
  if (everyone !== undefined) return { ...limit, type: 'everyone', team: everyone };
  if (schedule !== undefined) return { ...limit, type: 'schedule', schedule };
  throw new Error('a target that names nobody has passed its schema');
}

/** Steps that wait for nothing, so that nobody could tell when the next one comes. */
export const missingWaits = (file: YamlFile, policies: Policies): readonly Mistake[] =>
  Object.entries(policies).flatMap(([name, { steps }]) =>
    steps.flatMap(({ wait }, index) =>
      wait === undefined && index < steps.length - 1
        ? [file.mistake(['policies', name, 'steps', index], 'needs a wait before the next step')]
        : [],
    ),
  );
