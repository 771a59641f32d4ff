import { describe, expect, it } from 'vitest';
import { actOnIncident } from '../../src/flows/act-on-incident.ts';
import { receiveAlerts } from '../../src/flows/receive-alerts.ts';
import { aNight, firing, resolved } from '../support/night.ts';
import {
  aPolicy,
  aCompany,
  aSchedule,
  HOUR,
  MINUTE,
  onCallSecondary,
  person,
  role,
} from '../support/rules.ts';

const disk = firing('DiskFull', 'P1');

describe('escalation', () => {
  it('goes on to the next person, and begins again, while nobody answers', async () => {
    const night = aNight();
    await night.tell(disk);
    expect(night.newPages()).toEqual(['ada: P1 #1 orders: DiskFull']);
    await night.passes(5 * MINUTE);
    expect(night.newPages()).toEqual(['bob: P1 #1 ESC from Ada: orders: DiskFull']);
    await night.passes(5 * MINUTE);
    expect(night.newPages()).toEqual(['carol: P1 #1 ESC from Bob: orders: DiskFull']);
    await night.passes(15 * MINUTE);
    expect(night.newPages()).toEqual(['ada: P1 #1 ROUND 2: orders: DiskFull']);
    await night.acts(1, { type: 'acknowledged', by: 'ada', via: 'api' });
  });

  it('ends when the second person answers', async () => {
    const night = aNight();
    await night.tell(disk);
    await night.passes(6 * MINUTE);
    expect(night.newPages()).toHaveLength(2);
    expect(await night.texts('bob', night.code('bob'))).toMatch(/acked by you 03:06/);
    await night.passes(4 * HOUR);
    expect(await night.incident()).toMatchObject({ status: 'acknowledged', acknowledgedBy: 'bob' });
    expect(night.owed()).toMatchObject([{ timer: 'lease' }]);
  });

  it('sends nothing after an acknowledgement that comes just before the step', async () => {
    const night = aNight();
    await night.tell(disk);
    expect(night.newPages()).toHaveLength(1);
    await night.passes(5 * MINUTE - 1);
    await night.texts('ada', night.code('ada'));
    await night.passes(HOUR);
    expect((await night.timeline()).filter(({ type }) => type === 'step-taken')).toHaveLength(1);
  });

  it('lets the acknowledgement win that comes between the step and its page', async () => {
    const night = aNight();
    await night.tell(disk);
    expect(night.newPages()).toHaveLength(1);
    let raced = false;
    night.store.afterCommit(async ([change]) => {
      if (raced || change?.incident.step !== 1) return;
      raced = true;
      await actOnIncident(1, { type: 'acknowledged', by: 'ada', via: 'sms' }, night.replica('two'));
    });
    await night.passes(5 * MINUTE);
    expect(raced).toBe(true);
    expect(await night.store.incidents.pages(1)).toMatchObject([
      { person: 'ada', state: 'sent' },
      { person: 'bob', state: 'superseded', reason: 'acknowledged' },
    ]);
  });

  it('drops a page whose incident was resolved while it waited', async () => {
    const night = aNight();
    night.store.afterCommit(async ([change]) => {
      if (change?.events[0]?.type !== 'opened') return;
      const body = { alerts: [resolved(disk)], unreadable: [] };
      await receiveAlerts('alertmanager', body, night.replica('two'));
    });
    await night.tell(disk);
    expect(await night.store.incidents.pages(1)).toMatchObject([{ state: 'superseded' }]);
    expect(await night.figures()).toMatchObject({
      'piket_pages_total{channel="sms",outcome="superseded"}': 1,
    });
  });

  it('starts the more urgent policy when a worse alert joins', async () => {
    const night = aNight();
    await night.tell(firing('DiskFull', 'P2'));
    expect(night.newPages()).toEqual(['carol: P2 #1 orders: DiskFull']);
    await night.passes(10 * MINUTE);
    await night.tell(firing('DiskFull', 'P0', { instance: 'db-1' }));
    expect(night.newPages()).toEqual(['ada: P0 #1 RAISED from P2: orders: DiskFull']);
    expect((await night.incident()).dueAt).toBe(night.now() + 15 * MINUTE);
    await night.texts('ada', 'ack');
  });

  it('passes an empty step on at once and says why', async () => {
    const company = aCompany();
    const { 'team-lead': _, ...schedules } = company.schedules;
    const night = aNight({ schedules });
    await night.tell(disk);
    expect(night.newPages()).toEqual(['bob: P1 #1 orders: DiskFull']);
    expect(await night.timeline()).toContainEqual(
      expect.objectContaining({
        type: 'step-taken',
        unpaged: [{ target: 'role team-lead', reason: 'nobody-on-call' }],
      }),
    );
    await night.texts('bob', 'ok');
  });

  it('keeps trying, a round at a time, when nobody at all is on call', async () => {
    const company = aCompany();
    const night = aNight({
      schedules: Object.fromEntries(
        Object.keys(company.schedules).map((name) => [name, aSchedule(name, [])]),
      ),
    });
    await night.tell(disk);
    await night.passes(31 * MINUTE);
    const events = await night.timeline();
    expect(events.filter(({ type }) => type === 'policy-ended')).toHaveLength(3);
    night.reconfigure({ schedules: company.schedules });
    await night.passes(15 * MINUTE);
    expect(night.newPages()).toContain('ada: P1 #1 ROUND 4: orders: DiskFull');
    await night.texts('ada', 'ack');
  });

  it('pages a person once who fills four roles', async () => {
    const all = [role('team-lead'), role('technical-lead'), role('security-lead'), person('ada')];
    const company = aCompany();
    const policy = aPolicy('all-at-once', [{ targets: all, waitMs: 0 }]);
    const night = aNight({
      policies: { ...company.policies, P1: policy },
      schedules: Object.fromEntries(
        Object.keys(company.schedules).map((name) => [name, aSchedule(name, ['ada'])]),
      ),
    });
    await night.tell(disk);
    expect(night.newPages()).toEqual(['ada: P1 #1 orders: DiskFull']);
    await night.texts('ada', 'ack');
  });

  it('pages one more person at 80 % of the target, and the team lead when it is missed', async () => {
    const slow = aPolicy('slow', [
      { targets: [onCallSecondary], waitMs: HOUR },
      { targets: [role('technical-lead')], waitMs: 0 },
    ]);
    const night = aNight({ policies: { ...aCompany().policies, P0: slow } });
    await night.tell(firing('DiskFull', 'P0'));
    expect(night.newPages()).toEqual(['carol: P0 #1 orders: DiskFull']);
    await night.passes(12 * MINUTE);
    expect(night.newPages()).toEqual(['bob: P0 #1 3 MIN LEFT: orders: DiskFull']);
    await night.passes(3 * MINUTE);
    expect(night.newPages()).toEqual(['ada: P0 #1 TARGET MISSED: orders: DiskFull']);
    await night.texts('ada', 'ack');
    expect(await night.figures()).toMatchObject({
      'piket_response_targets_total{outcome="missed",severity="P0"}': 1,
      'piket_time_to_acknowledge_seconds_count{severity="P0",team="database"}': 1,
    });
  });

  it('lets a running incident keep the policy it started with', async () => {
    const night = aNight();
    await night.tell(disk);
    expect(night.newPages()).toHaveLength(1);
    const before = night.rules.policies.P1;
    const other = aPolicy('other', [{ targets: [person('erin')], waitMs: 0 }]);
    night.reconfigure({
      policies: { ...night.rules.policies, P1: other },
      kept: { [before.id]: before },
    });
    await night.passes(5 * MINUTE);
    expect(night.newPages()).toEqual(['bob: P1 #1 ESC from Ada: orders: DiskFull']);
    await night.texts('bob', 'ack');
    await night.tell(firing('CpuHot', 'P1'));
    expect(night.newPages()).toEqual(['erin: P1 #2 orders: CpuHot']);
    await night.texts('erin', 'ack');
  });

  it('pages a chosen person when asked to, and goes on with the policy', async () => {
    const night = aNight();
    await night.tell(disk);
    await night.acts(1, { type: 'escalated', by: 'ada', to: 'erin', via: 'api' });
    expect(night.newPages()).toEqual([
      'ada: P1 #1 orders: DiskFull',
      'erin: P1 #1 ESC from Ada: orders: DiskFull',
    ]);
    await night.passes(5 * MINUTE);
    expect(night.newPages()).toEqual(['bob: P1 #1 ESC from Ada: orders: DiskFull']);
    await night.texts('erin', 'ack');
  });
});
