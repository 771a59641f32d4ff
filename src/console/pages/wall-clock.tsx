/** Instants in the wall-clock time of the server; the browser rewrites them in its own. */

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit' });
const DAY_IN_WORDS = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
});
const DAY_MS = 24 * 60 * 60 * 1000;

export const WallClock = ({ at }: { readonly at: number }) => (
  <time class="clock" datetime={new Date(at).toISOString()}>
    {CLOCK.format(at)}
  </time>
);

/** `YYYY-MM-DD`. */
export const dayOf = (at: number): string => DAY.format(at);

export const Day = ({ at, now }: { readonly at: number; readonly now: number }) => {
  const day = dayOf(at);
  const label =
    day === dayOf(now)
      ? 'Today'
      : day === dayOf(now - DAY_MS)
        ? 'Yesterday'
        : DAY_IN_WORDS.format(at);
  return <time datetime={day}>{label}</time>;
};
