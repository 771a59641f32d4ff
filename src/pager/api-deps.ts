import type { GivenAct } from '../core/act.ts';
import { whoIsOnCall } from '../core/on-call.ts';
import { actOnIncident } from '../flows/act-on-incident.ts';
import { sendTestPage } from '../flows/send-test-page.ts';
import type { ApiAction } from '../http/api/action.ts';
import type { ApiDeps } from '../http/api/deps.ts';
import type { Ports } from '../ports.ts';

/** What the API needs of the flows. */
export function apiDeps(ports: Ports, version: string, adminToken: string): ApiDeps {
  const { incidents, owed, clock } = ports;
  return {
    version,
    adminToken,
    incidents,
    nextTries: (number, pages) => owed.nextTries(number, pages),
    act: async (number, action) => {
      const acted = await actOnIncident(number, actOf(action), ports);
      return (
        acted && {
          ...acted,
          changed: acted.events.length > 0,
        }
      );
    },
    isPerson: (id) => Object.hasOwn(ports.rules().people, id),
    onCall: () =>
      whoIsOnCall(ports.rules(), clock.now()).map(({ team, schedule, people, untilAt }) => ({
        team,
        schedule,
        people: people.map((id) => ({
          id,
          name: ports.rules().people[id]?.name ?? id,
        })),
        until: untilAt === undefined ? null : new Date(untilAt).toISOString(),
      })),
    testPage: async (person, method) => {
      const pages = await sendTestPage(person, method, ports);
      return pages.map(({ reason = null, ...page }) => ({ ...page, reason }));
    },
  };
}

function actOf(action: ApiAction): GivenAct {
  const who = { via: 'api', ...(action.by === undefined ? {} : { by: action.by }) } as const;
  switch (action.type) {
    case 'acknowledge':
      return { type: 'acknowledged', ...who };
    case 'undo':
      return { type: 'undone', ...who };
    case 'resolve':
      return { type: 'resolved', ...who };
    case 'escalate':
      return { type: 'escalated', ...who, ...(action.to === undefined ? {} : { to: action.to }) };
    case 'snooze':
      return { type: 'snoozed', ...who, minutes: action.minutes };
    case 'reassign':
      return { type: 'reassigned', ...who, team: action.to };
    case 'reclassify': {
      const { severity, category } = action;
      return {
        type: 'reclassified',
        ...who,
        ...(severity && { severity }),
        ...(category && { category }),
      };
    }
    case 'note':
      return { type: 'noted', ...who, text: action.text };
  }
}
