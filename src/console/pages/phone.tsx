import type { PhoneView, QuickReply, SimulatedMessage } from '../../core/simulated-phone.ts';
import { quickReplies } from '../../core/simulated-phone.ts';
import { Day, dayOf, WallClock } from './wall-clock.tsx';

export interface PhoneProps {
  readonly phone: PhoneView;
  readonly onCall: boolean;
  /** How many pages on it wait for an answer. */
  readonly waiting: number;
  readonly now: number;
}

/** `technical-lead` reads `Technical lead`. */
export const inWords = (team: string): string => {
  const words = team.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** North American numbers in their usual groups, others as they are. */
export const grouped = (number: string): string =>
  number.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '+1 $1 $2 $3');

const Owner = ({ phone, onCall, waiting }: PhoneProps) => (
  <header class="owner" data-part="owner">
    <div class="who">
      <h2 id={`name-${phone.id}`}>{phone.name}</h2>
      {onCall && <span class="mark on-call">On call</span>}
      <span class="mark unread" data-unread hidden />
      {phone.optedOut && <span class="mark opted-out">Said STOP</span>}
      {waiting > 0 && (
        <span class="mark waiting">{waiting === 1 ? 'Unanswered' : `${waiting} unanswered`}</span>
      )}
    </div>
    <p class="about">
      <span>{phone.teams.map(inWords).join(', ')}</span>
      <span class="number">{grouped(phone.number)}</span>
    </p>
  </header>
);

/** What a phone has above every app; only there to look like one. */
const StatusBar = ({ now, zone }: { readonly now: number; readonly zone: string }) => (
  <div class="status-bar" aria-hidden="true">
    <WallClock at={now} zone={zone} />
    <span class="camera" />
    <svg viewBox="0 0 44 12" width="44" height="12" fill="currentColor">
      <rect x="0" y="7" width="3" height="4" rx="1" />
      <rect x="4.5" y="5" width="3" height="6" rx="1" />
      <rect x="9" y="3" width="3" height="8" rx="1" />
      <rect x="13.5" y="1" width="3" height="10" rx="1" />
      <rect x="21.5" y="1.5" width="18" height="9" rx="2.8" fill="none" stroke="currentColor" />
      <rect x="23.2" y="3.2" width="12" height="5.6" rx="1.4" />
      <rect x="40.6" y="4.2" width="1.8" height="3.6" rx="0.9" />
    </svg>
  </div>
);

const SENDER = { piket: 'Piket', carrier: 'The carrier' } as const;

const Bubble = ({
  message: { id, from, text, sentAt },
  phone: { name, zone },
}: {
  readonly message: SimulatedMessage;
  readonly phone: PhoneView;
}) => (
  <li class={`message from-${from}`} data-id={id}>
    <p class="bubble">
      <span class="visually-hidden">{from === 'person' ? name : SENDER[from]}: </span>
      {text} <WallClock at={sentAt} zone={zone} />
    </p>
  </li>
);

const Thread = ({ phone, now }: PhoneProps) => (
  <div
    class="thread"
    data-part="thread"
    role="log"
    tabindex={0}
    aria-label={`Texts on ${phone.name}'s phone`}
  >
    <ol>
      {phone.messages.length === 0 && (
        <li class="nothing" data-id="nothing">
          <b>No texts yet</b> Pages for {phone.name} show up here.
        </li>
      )}
      {phone.messages.flatMap((message, at) => {
        const before = phone.messages[at - 1];
        const day = dayOf(message.sentAt, phone.zone);
        const bubble = <Bubble key={message.id} message={message} phone={phone} />;
        return before !== undefined && dayOf(before.sentAt, phone.zone) === day
          ? [bubble]
          : [
              <li key={day} class="day" data-id={`day-${day}`}>
                <Day at={message.sentAt} now={now} zone={phone.zone} />
              </li>,
              bubble,
            ];
      })}
    </ol>
  </div>
);

/** Words and `?` are short enough to be known; codes are told with their meaning. */
const isCommand = (text: string): boolean => !/^\d/.test(text);

const Chip = ({ reply }: { readonly reply: QuickReply }) => (
  <button type="submit" name="text" value={reply.text} class="chip">
    <b>{reply.text}</b>{' '}
    <span class={isCommand(reply.text) ? 'visually-hidden' : undefined}>{reply.meaning}</span>
  </button>
);

/** One simulated phone. The browser replaces the parts marked `data-part`, never the reply box. */
export const Phone = (props: PhoneProps) => {
  const { phone, onCall, waiting, now } = props;
  const action = `/phones/${encodeURIComponent(phone.id)}/replies`;
  const input = `reply-${phone.id}`;
  const state = [phone.messages.at(-1)?.id, phone.messages.length, waiting, onCall, phone.optedOut];
  return (
    <article
      class="phone"
      id={`phone-${phone.id}`}
      data-phone={phone.id}
      data-zone={phone.zone}
      data-revision={state.join(' ')}
      data-waiting={waiting}
      aria-labelledby={`name-${phone.id}`}
    >
      <Owner {...props} />
      <div class="device">
        <StatusBar now={now} zone={phone.zone} />
        <p class="contact" aria-hidden="true">
          <span class="avatar">P</span>
          <b>Piket</b> <span class="kind">Text message</span>
        </p>
        <Thread {...props} />
        <form
          class="chips"
          data-part="chips"
          method="post"
          action={action}
          aria-label="Quick replies"
        >
          {quickReplies(phone.messages).map((reply) => (
            <Chip key={reply.text} reply={reply} />
          ))}
        </form>
        <form class="compose" method="post" action={action}>
          <label class="visually-hidden" for={input}>
            Text to Piket from {phone.name}'s phone
          </label>
          <input
            id={input}
            name="text"
            required
            maxlength={1600}
            autocomplete="off"
            placeholder="Text message"
            enterkeyhint="send"
          />
          <button type="submit" aria-label={`Send from ${phone.name}'s phone`}>
            <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
              <path d="M8 13.5v-11M3.2 7.3 8 2.5l4.8 4.8" />
            </svg>
          </button>
          <p class="trouble" role="alert" />
        </form>
      </div>
    </article>
  );
};
