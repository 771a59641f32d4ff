import { expect, onTestFinished } from 'vitest';
import type { GivenAct } from '../../src/core/act.ts';
import type { Alert, Labels } from '../../src/core/alert.ts';
import type { Classified } from '../../src/core/classification.ts';
import { evolve } from '../../src/core/evolve.ts';
import type { Incident } from '../../src/core/incident.ts';
import type { Classify } from '../../src/core/intake.ts';
import type { Rules } from '../../src/core/rules.ts';
import { CATEGORIES, SEVERITIES, type Severity, teamOf } from '../../src/core/severity.ts';
import { actOnIncident } from '../../src/flows/act-on-incident.ts';
import { answerText } from '../../src/flows/answer-text.ts';
import { carryOut } from '../../src/flows/carry-out.ts';
import { openTurns } from '../../src/flows/in-turn.ts';
import { receiveAlerts } from '../../src/flows/receive-alerts.ts';
import { reportPage } from '../../src/flows/report-page.ts';
import { openPagingWatch } from '../../src/flows/watch-paging.ts';
import { watchedChannel } from '../../src/flows/watched-channel.ts';
import { openToldBefore, recallBody } from '../../src/flows/told-before.ts';
import type { OwedWork } from '../../src/core/owed-work.ts';
import type { Ports } from '../../src/ports.ts';
import { fakePhones } from './fake-phones.ts';
import { Fault } from './faults.ts';
import { memoryStore } from './memory-store.ts';
import { aCompany, numberOf } from './rules.ts';

const START = Date.UTC(2026, 10, 23, 2, 0);
const SWEEP_MS = 1000;

/** Owed work that fails is tried again at the next sweep. */
const unlessFault = (error: unknown): void => {
  if (!(error instanceof Fault)) throw error;
};

/** Severity and category stand in the labels of a story's alerts. */
const classify = ({ labels }: Alert): Classified => {
  const severity = SEVERITIES.find((level) => level === labels['severity']) ?? 'P1';
  const category = CATEGORIES.find((name) => name === labels['category']) ?? 'database';
  const because = [`severity=${severity}`];
  return { severity, category, team: teamOf(category), rule: 'story', because };
};

export const firing = (
  alertname: string,
  severity: Severity = 'P1',
  labels: Labels = {},
): Alert => ({
  source: 'alertmanager',
  status: 'firing',
  annotations: {},
  startsAt: START,
  fingerprint: [alertname, labels['instance']].filter(Boolean).join('@'),
  labels: {
    alertname,
    severity,
    service: 'orders',
    ...labels,
  },
});
export const resolved = (alert: Alert, endsAt = START): Alert => ({
  ...alert,
  status: 'resolved',
  endsAt,
});

/**
 * A whole pager in memory, on a night whose clock moves only when the story says so. A page that the
 * story did not expect fails it.
 */
export function aNight(company: Partial<Rules> = {}, start = START) {
  let now = start;
  let rules = aCompany(company);
  let classes: Classify = classify;
  const clock = { now: () => now, elapsed: () => now };
  const store = memoryStore({ clock });
  const phones = fakePhones();
  /** A second way to speak, for a company that has it. */
  const pushes = fakePhones('push');
  const logged: string[] = [];
  const logs = (level: string) => (_fields: object, message: string) =>
    void logged.push(`${level}: ${message}`);
  const log = { info: logs('info'), warn: logs('warn'), error: logs('error') };
  const watch = openPagingWatch(() => ports);
  let read = 0;
  let texts = 0;
  const replica = (incarnation: string): Ports => ({
    ...store,
    claims: store.claimsOf(incarnation),
    clock,
    classify: (alert, surroundings) => classes(alert, surroundings),
    log,
    inTurn: openTurns(),
    inHand: new Set(),
    toldBefore: openToldBefore(),
    rules: () => rules,
    learnPolicies: async () => {},
    hints: { schedule: () => {} },
    channels: {
      sms: watchedChannel(phones.channel, { clock, log }, (sent) => watch.note(sent)),
      push: watchedChannel(pushes.channel, { clock, log }, (sent) => watch.note(sent)),
    },
  });
  const ports = replica('one');

  /** Carries out all that is due by now; what cannot be done yet waits for the next sweep. */
  const settle = async () => {
    const tried = new Set<string>();
    for (;;) {
      const due = store.owedNow().filter((work) => work.dueAt <= now);
      const next = due.find((work) => !tried.has(JSON.stringify(work)));
      if (next === undefined) return due.length > 0;
      tried.add(JSON.stringify(next));
      await carryOut(next, ports).catch(unlessFault);
    }
  };
  const nextDue = () => store.owedNow().find((work) => work.dueAt > now)?.dueAt ?? Infinity;

  const night = {
    ports,
    store,
    phones,
    pushes,
    logged,
    watch,
    replica,
    now: clock.now,
    settle,
    get rules() {
      return rules;
    },
    reclassify: (next: Classify) => {
      classes = next;
    },
    reconfigure: (change: Partial<Rules>) => {
      rules = { ...rules, ...change };
    },
    tell: async (...alerts: Alert[]) => {
      const digest = JSON.stringify(alerts);
      const { incidents } =
        (await recallBody('alertmanager', digest, ports)) ??
        (await receiveAlerts('alertmanager', { alerts, unreadable: [], digest }, ports));
      await settle();
      return incidents;
    },
    /** Moves the clock, each piece of owed work at its own moment, in order. */
    passes: async (ms: number) => {
      const end = now + ms;
      let stuck = await settle();
      while (now < end) {
        now = Math.min(end, nextDue(), stuck ? now + SWEEP_MS : Infinity);
        stuck = await settle();
      }
    },
    /** Moves the clock and does nothing else: whoever should act then has to do it. */
    skips: (ms: number) => {
      now += ms;
    },
    /** A text from a person's phone, and what it is answered. */
    texts: async (person: string, body: string, messageId = `in-${(texts += 1)}`) => {
      const reply = await answerText({ messageId, from: numberOf(person), body }, ports);
      await settle();
      return reply;
    },
    acts: async (number: number, act: GivenAct) => {
      const acted = await actOnIncident(number, act, ports);
      await settle();
      return acted;
    },
    reports: (pageId: string, status: 'sent' | 'delivered' | 'failed') =>
      reportPage({ pageId, status, providerId: phones.idOf(pageId) }, ports),
    /** The provider reports on all pages of the last message. */
    reportsLast: async (status: 'delivered' | 'failed') => {
      const pageId = phones.sent.at(-1)?.pageId ?? '';
      await reportPage({ pageId, status, providerId: phones.idOf(pageId) }, ports);
      await settle();
    },
    incident: async (number = 1): Promise<Incident> => {
      const stored = await store.incidents.load(number);
      if (stored === undefined) throw new Error(`no incident #${number}`);
      return stored.incident;
    },
    timeline: (number = 1) => store.incidents.timeline(number),
    figures: () => store.figures(),
    /** The pages since the last look: who heard what. */
    newPages: () => {
      const fresh = phones.sent.slice(read);
      read = phones.sent.length;
      return fresh.map(({ to, text }) => `${personOf(to)}: ${text.replace(/\. Reply .*$/, '')}`);
    },
    /** The code in the last page to a person. */
    code: (person: string) => {
      const last = phones.sent.findLast(({ to }) => to === numberOf(person));
      const [, code] = /Reply (\d+)(?: R)?=/.exec(last?.text ?? '') ?? [];
      if (code === undefined) throw new Error(`${person} was shown no code`);
      return code;
    },
    owed: (): readonly OwedWork[] => store.owedNow(),
  };
  const personOf = (to: string) => Object.keys(rules.people).find((id) => numberOf(id) === to);

  onTestFinished(async () => {
    expect(night.newPages(), 'pages that the story did not expect').toEqual([]);
    await everyTimelineFoldsToItsSnapshot(store);
    await nothingOwedDangles(store);
  });
  return night;
}

async function everyTimelineFoldsToItsSnapshot(store: ReturnType<typeof memoryStore>) {
  const { incidents } = await store.incidents.list({ limit: 1000 });
  for (const incident of incidents) {
    const events = await store.incidents.timeline(incident.number);
    const folded = events.reduce<Incident | undefined>(evolve, undefined);
    expect({ ...folded, number: incident.number }).toEqual(incident);
  }
}

/** What is owed is what the records say, no more and no less. */
async function nothingOwedDangles(store: ReturnType<typeof memoryStore>) {
  const { incidents } = await store.incidents.list({ limit: 1000 });
  const said: string[] = [];
  for (const { number, timers } of incidents) {
    const pages = await store.incidents.pages(number);
    said.push(...Object.keys(timers).map((timer) => `${number} ${timer}`));
    said.push(...pages.filter(({ state }) => state === 'owed').map(({ id }) => `${number} ${id}`));
  }
  const owed = store
    .owedNow()
    .map((work) => `${work.incident} ${work.type === 'timer' ? work.timer : work.page}`);
  expect(owed.toSorted()).toEqual(said.toSorted());
}
