import { PhoneWall, type WallView } from './phone-wall.tsx';

const STYLES = ['phones-theme.css', 'phones.css', 'phone.css', 'conversation.css'];

const Mark = () => (
  <svg class="logo" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
    <rect width="32" height="32" rx="9" />
    <circle cx="11" cy="21" r="3.2" />
    <path d="M11 13.4a7.6 7.6 0 0 1 7.6 7.6M11 7.2A13.8 13.8 0 0 1 24.8 21" />
  </svg>
);

const TryIt = ({ command, open }: { readonly command: string; readonly open: boolean }) => (
  <details class="try-it" open={open}>
    <summary>{open ? 'Nothing has arrived yet. Send a first alert' : 'Send another alert'}</summary>
    <div class="command">
      <p>Paste this into a terminal and watch the phone of whoever is on call.</p>
      <pre tabindex={0} aria-label="Command that sends a sample alert">
        <code id="sample-command">{command}</code>
      </pre>
      <button type="button" class="copy" data-copy="sample-command" hidden>
        Copy
      </button>
    </div>
  </details>
);

/** The simulated phones: a whole page that works by links and forms alone. */
export const PhonesPage = ({
  wall,
  sampleCommand,
}: {
  readonly wall: WallView;
  readonly sampleCommand: string;
}) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>Phones · Piket</title>
      <link rel="icon" href="data:," />
      {STYLES.map((name) => (
        <link key={name} rel="stylesheet" href={`/phones/${name}`} />
      ))}
      <script type="module" src="/phones/phones.js" />
    </head>
    <body>
      <header class="top">
        <Mark />
        <h1>
          Piket <span>Phones</span>
        </h1>
        <p class="live" data-live="off" role="status">
          <a href="/phones">Reload for new texts</a>
        </p>
      </header>
      <main>
        <div class="notes">
          <p class="banner">
            <b>Simulated phones:</b> no message leaves this machine. Set <code>TWILIO_*</code> to
            page real ones.
          </p>
          <TryIt
            command={sampleCommand}
            open={wall.phones.every(({ messages }) => messages.length === 0)}
          />
        </div>
        <PhoneWall {...wall} />
      </main>
    </body>
  </html>
);
