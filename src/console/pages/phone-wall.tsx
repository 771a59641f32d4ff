import { type PhoneView, waitingPages } from '../../core/simulated-phone.ts';
import { grouped, inWords, Phone, type PhoneProps } from './phone.tsx';

/** What the wall of phones shows at one instant. */
export interface WallView {
  readonly phones: readonly PhoneView[];
  /** Ids of people. */
  readonly onCall: ReadonlySet<string>;
  /** Numbers of the incidents that wait for an answer; undefined: told from the texts alone. */
  readonly triggered: ReadonlySet<number> | undefined;
  /** Why Piket cannot page, as sentences without a point. */
  readonly troubles: readonly string[];
  /** Id of a phone to show although nothing was said on it. */
  readonly show: string | undefined;
  readonly now: number;
}

/** A wall with fewer talking phones than this is filled up with those on call. */
const WALL_AT_LEAST = 3;

const lastTextAt = ({ phone }: PhoneProps): number => phone.messages.at(-1)?.sentAt ?? 0;

const waitingOn = (phone: PhoneView, triggered: ReadonlySet<number> | undefined): number =>
  waitingPages(phone.messages).filter(
    ({ incident }) => incident === undefined || triggered === undefined || triggered.has(incident),
  ).length;

/** Unanswered pages first, then the latest text; whoever has nothing to show is quiet. */
function arrange(view: WallView): {
  readonly shown: readonly PhoneProps[];
  readonly quiet: readonly PhoneProps[];
} {
  const all = view.phones.map((phone) => ({
    phone,
    onCall: view.onCall.has(phone.person),
    waiting: waitingOn(phone, view.triggered),
    now: view.now,
  }));
  const talking = all
    .filter(({ phone }) => phone.messages.length > 0 || phone.id === view.show)
    .toSorted(
      (a, b) => Number(b.waiting > 0) - Number(a.waiting > 0) || lastTextAt(b) - lastTextAt(a),
    );
  const fillers = all
    .filter((props) => props.onCall && !talking.includes(props))
    .slice(0, Math.max(0, WALL_AT_LEAST - talking.length));
  const shown = [...talking, ...fillers];
  return { shown, quiet: all.filter((props) => !shown.includes(props)) };
}

/** A person's further phones are told apart by their numbers. */
const aboutPhone = ({ id, person, teams, number }: PhoneView): string =>
  id === person && teams.length > 0 ? teams.map(inWords).join(', ') : grouped(number);

const Quiet = ({ phone, onCall }: PhoneProps) => (
  <li>
    <a href={`/phones?show=${encodeURIComponent(phone.id)}#phone-${encodeURIComponent(phone.id)}`}>
      <b>{phone.name}</b>
      {onCall && <span class="mark on-call">On call</span>}
      <span class="about">{aboutPhone(phone)}</span>
    </a>
  </li>
);

/** All phones: those that have something to show side by side, the others in a row below. */
export const PhoneWall = (view: WallView) => {
  const { shown, quiet } = arrange(view);
  return (
    <div id="phones" data-unanswered={shown.filter(({ waiting }) => waiting > 0).length}>
      <div class="troubles" data-part="troubles" role="alert" hidden={view.troubles.length === 0}>
        {view.troubles.map((trouble) => (
          <p key={trouble}>Piket has trouble: {trouble}.</p>
        ))}
      </div>
      {view.phones.length === 0 && (
        <p class="nobody">Nobody in the configuration has a phone that takes texts.</p>
      )}
      <div class="wall">
        {shown.map((props) => (
          <Phone key={props.phone.id} {...props} />
        ))}
      </div>
      <section class="quiet" data-part="quiet" aria-labelledby="quiet-title" hidden={!quiet.length}>
        <h2 id="quiet-title">Quiet phones</h2>
        <ul>
          {quiet.map((props) => (
            <Quiet key={props.phone.id} {...props} />
          ))}
        </ul>
      </section>
    </div>
  );
};
