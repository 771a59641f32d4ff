import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Policy, Step, Target } from '../core/policy.ts';
import type { Severity } from '../core/severity.ts';
import type { Mistake } from './mistake.ts';
import type { policiesSchema, severitiesSchema } from './schemas.ts';
import type { YamlFile } from './yaml-file.ts';

type Policies = z.output<typeof policiesSchema>['policies'];
type Severities = z.output<typeof severitiesSchema>['severities'];
type WrittenPolicy = Policies[string];
type WrittenTarget = WrittenPolicy['steps'][number]['page'][number];

/** P0 and P1 repeat their policy until somebody answers, whatever is written. */
const URGENT_REPEAT_MS = 15 * 60_000;

export function toPolicy(name: string, written: WrittenPolicy, severity: Severity): Policy {
  const { steps, hours } = written;
  const isUrgent = severity === 'P0' || severity === 'P1';
  const repeat = written.repeat ?? (isUrgent ? URGENT_REPEAT_MS : undefined);
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

function toTarget(written: WrittenTarget): Target {
  const { person, role, everyone, 'on-call': onCall, 'only-for': onlyFor } = written;
  const limit = onlyFor === undefined ? {} : { onlyFor };
  if (person !== undefined) return { ...limit, type: 'person', person };
  if (role !== undefined) return { ...limit, type: 'role', role };
  if (onCall !== undefined) return { ...limit, type: 'on-call', team: onCall };
  if (everyone !== undefined) return { ...limit, type: 'everyone', team: everyone };
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

/** Policies that reach their last step only when the response target has passed. */
export const lateSteps = (
  file: YamlFile,
  policies: Policies,
  severities: Severities,
): readonly Mistake[] =>
  Object.entries(severities).flatMap(([severity, { 'respond-within': targetMs, policy: name }]) => {
    const steps = Object.hasOwn(policies, name) ? (policies[name]?.steps ?? []) : [];
    const lastAfterMs = steps.slice(0, -1).reduce((sum, { wait = 0 }) => sum + wait, 0);
    if (lastAfterMs < targetMs) return [];
    const message =
      `the last step comes ${lastAfterMs / 60_000} min after the first, ` +
      `too late for ${severity}, which wants an answer within ${targetMs / 60_000} min`;
    return [file.mistake(['policies', name, 'steps', steps.length - 1], message)];
  });
