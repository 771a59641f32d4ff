import { renderToStaticMarkup } from 'preact-render-to-string';
import { expect, it } from 'vitest';
import { Phone } from '../../src/console/pages/phone.tsx';

it.each([
  ['Europe/Amsterdam', '00:26', 24, 'Yesterday'],
  ['America/New_York', '18:26', 4, 'Today'],
])('a phone shows the time of its owner in %s', (zone, time, hoursLater, day) => {
  const sentAt = Date.UTC(2026, 10, 24, 23, 26);
  const phone = {
    id: 'ada',
    person: 'ada',
    name: 'Ada',
    number: '+12125550100',
    zone,
    teams: [],
    messages: [{ id: '1', from: 'piket', text: 'P1 #1', sentAt }],
    optedOut: false,
  } as const;
  const now = sentAt + hoursLater * 3_600_000;
  const page = renderToStaticMarkup(Phone({ phone, onCall: false, waiting: 0, now }));
  expect(page).toMatch(new RegExp(`P1 #1 <time[^>]*>${time}</time>`));
  expect(page).toContain(`>${day}</time>`);
});
