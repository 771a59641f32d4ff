/** The shipped rules, with so many people that each page finds a phone that is quiet. */
// A prime: whatever the calls for each page, all have their turn.
const PHONES = 20_011;

/** A zone where it is three in the night, when a P3 pages nobody yet. Etc/GMT+3 is behind UTC. */
function nightZone(now) {
  const behind = (new Date(now).getUTCHours() - 3 + 24) % 24;
  return behind <= 12 ? `Etc/GMT+${behind}` : `Etc/GMT-${24 - behind}`;
}

const scheduleOf = (name, id) => ({
  name,
  zone: 'UTC',
  layers: [{ turns: [[id]], turnHours: 168, since: '2026-01-05T09:00' }],
  overrides: [],
});

/** Answers other rules at each call: the same but for one person, in turn, who is on call for all. */
export function rotating(shipped, now) {
  const zone = nightZone(now);
  const ids = Array.from({ length: PHONES }, (_, at) => `p${at}`);
  const personOf = (id, at) => ({
    id,
    name: id,
    language: 'en',
    zone,
    methods: [{ id: 'sms', channel: 'sms', to: `+999${10_000_000 + at}`, delayMs: 0 }],
    resolvedNotices: true,
  });
  const people = { ...shipped.people };
  for (const [at, id] of ids.entries()) people[id] = personOf(id, at);
  const names = Object.keys(shipped.schedules);
  let calls = 0;
  return () => {
    const id = ids[calls++ % PHONES];
    const schedules = Object.fromEntries(names.map((name) => [name, scheduleOf(name, id)]));
    return { ...shipped, people, schedules };
  };
}
