import type { Rules } from '../core/rules.ts';
import type { Settings } from '../settings.ts';

/** Numbers that North America keeps for fiction, as those of the sample people are. */
const FICTIONAL = /^\+1\d{3}55501\d{2}$/;

/** Why real texts may not work although everything runs; none while phones are simulated. */
export function doubtsOf(
  { twilio }: Pick<Settings, 'twilio'>,
  publicUrl: string,
  people: Rules['people'],
): readonly string[] {
  if (twilio === undefined) return [];
  const { protocol, hostname } = new URL(publicUrl);
  const isLocal = hostname === 'localhost' || hostname.startsWith('127.');
  const invented = Object.values(people).filter(({ methods }) =>
    methods.some(({ to }) => FICTIONAL.test(to)),
  );
  const names = invented.map(({ id }) => id).join(', ');
  return [
    ...(protocol === 'https:' && !isLocal
      ? []
      : [
          'no reply and no delivery report can come back: PUBLIC_URL is no https address of the outside',
        ]),
    ...(invented.length === 0
      ? []
      : [
          `pages to ${names} reach nobody: their numbers are made for fiction, as those of the samples are`,
        ]),
  ];
}
