/** Instants as a clock in an IANA zone shows them. */
const DAY_MS = 24 * 60 * 60 * 1000;

export const WallClock = ({ at, zone }: { readonly at: number; readonly zone: string }) => (
  <time class="clock" datetime={new Date(at).toISOString()}>
    {format(at, 'en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone })}
  </time>
);

/** `YYYY-MM-DD`. */
export const dayOf = (at: number, zone: string): string =>
  format(at, 'en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: zone });

export const Day = ({
  at,
  now,
  zone,
}: {
  readonly at: number;
  readonly now: number;
  readonly zone: string;
}) => {
  const day = dayOf(at, zone);
  const label =
    day === dayOf(now, zone)
      ? 'Today'
      : day === dayOf(now - DAY_MS, zone)
        ? 'Yesterday'
        : format(at, 'en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: zone });
  return <time datetime={day}>{label}</time>;
};

const format = (at: number, locale: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(locale, options).format(at);
