import type { BrokenCase } from './broken-case.ts';

/** Mistakes in config/schedules.yaml. */
export const brokenSchedules: readonly BrokenCase[] = [
  [
    'a person whom nobody knows',
    'schedules.yaml',
    'people: [ada, bob]',
    'people: [ada, mallory]',
    'schedules.team-lead.people.1: no person is called mallory (see config/people.yaml)',
  ],
  [
    'a person who is nearly somebody',
    'schedules.yaml',
    'people: [ada, bob]',
    'people: [ada, bbo]',
    'schedules.team-lead.people.1: no person is called bbo (see config/people.yaml); did you mean bob?',
  ],
  [
    'an hour of one figure',
    'schedules.yaml',
    'Monday 09:00',
    'Monday 9:00',
    'schedules.team-lead.hand-over: expected a weekday and a time such as Monday 09:00, or a time such as 09:00; did you mean Monday 09:00?',
  ],
  [
    'a weekday in short',
    'schedules.yaml',
    'Monday 09:00',
    'Mon at 9am',
    'schedules.team-lead.hand-over: expected a weekday and a time such as Monday 09:00, or a time such as 09:00; did you mean Monday 09:00?',
  ],
  [
    'a day that is none',
    'schedules.yaml',
    'Monday 09:00',
    'Someday 09:00',
    'schedules.team-lead.hand-over: expected a weekday and a time such as Monday 09:00, or a time such as 09:00',
  ],
  [
    'a date that is none',
    'schedules.yaml',
    '2026-01-05',
    '2026-02-30',
    'schedules.team-lead.since: expected a date such as 2026-01-05',
  ],
  [
    'a zone that is none',
    'schedules.yaml',
    'Europe/Amsterdam',
    'Europe/Atlantis',
    'schedules.team-lead.zone: expected a time zone such as Europe/Amsterdam',
  ],
  [
    'a zone with a slip',
    'schedules.yaml',
    'Europe/Amsterdam',
    'Europe/Amsterdm',
    'schedules.team-lead.zone: expected a time zone such as Europe/Amsterdam; did you mean Europe/Amsterdam?',
  ],
  [
    'a zone with a space',
    'schedules.yaml',
    'Europe/Amsterdam',
    'America/New York',
    'schedules.team-lead.zone: expected a time zone such as Europe/Amsterdam; did you mean America/New_York?',
  ],
  [
    'an offset for a zone',
    'schedules.yaml',
    'Europe/Amsterdam',
    '"+01:00"',
    'schedules.team-lead.zone: expected a time zone such as Europe/Amsterdam',
  ],
];
