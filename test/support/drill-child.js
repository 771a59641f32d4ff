// A whole Piket in a process of its own, to be killed: the build in dist/ (see drill-build.ts), opened
// as src/main.ts does, with a wrap around its ports that follows the orders of the process that forked
// it. Plain JavaScript, because Node 20 runs no TypeScript. It ends when that process goes.
import { readFileSync } from 'node:fs';
import { watchedChannel } from '../../dist/flows/watched-channel.js';
import { openPager } from '../../dist/pager.js';
import { readSettings } from '../../dist/settings.js';

/** What the flows ask of the world, apart from the clock, the configuration and the log. */
const WATCHED = [
  'incidents',
  'owed',
  'claims',
  'hints',
  'codes',
  'bookings',
  'paces',
  'bundles',
  'optOuts',
  'answered',
  'unreadable',
];

/** Every edge of a call, such as `incidents.commit#2 after`, since the last order to watch. */
let crossed = [];
const counts = new Map();
/** The edge at which the process ends itself. */
let fatal;
/** Pages that are never sent, nor refused: `{ match, times }`. */
let hanging = { match: undefined, times: 0 };

function cross(name, edge) {
  const crossing = `${name} ${edge}`;
  crossed.push(crossing);
  if (crossing === fatal) process.kill(process.pid, 'SIGKILL');
}

const watched = (name, call) =>
  async function watch(...args) {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    cross(`${name}#${count}`, 'before');
    try {
      return await call(...args);
    } finally {
      cross(`${name}#${count}`, 'after');
    }
  };

const watchedPort = (port, calls) =>
  Object.fromEntries(
    Object.entries(calls).map(([name, call]) => [name, watched(`${port}.${name}`, call)]),
  );

/** May hang, and is left after its time as any channel is. */
function drilledChannel(channel, { clock, log }) {
  const send = async (message) => {
    if (hanging.times > 0 && new RegExp(hanging.match).test(message.pageId)) {
      hanging.times -= 1;
      process.send({ type: 'hangs', pageId: message.pageId });
      await new Promise(() => undefined);
    }
    return channel.send(message);
  };
  const left = watchedChannel({ ...channel, send }, { clock, log }, () => undefined);
  return { ...left, send: watched(`${channel.name}.send`, left.send) };
}

/** Every phone has been quiet for long: what is drilled takes seconds, and a window a minute. */
const quiet = ({ paces, bookings, ...ports }) => ({
  ...ports,
  bookings: {
    book: async (booking) => {
      const { pace } = booking;
      return bookings.book({ ...booking, pace: { ...pace, before: await paces.of(pace.of) } });
    },
  },
  paces: {
    of: async (phone) => {
      const pace = await paces.of(phone);
      return pace && { ...pace, sentAt: 0 };
    },
    change: async (phone, _before, after) => paces.change(phone, await paces.of(phone), after),
  },
});

let booked = 0;
/** Besides, no page brings others along or waits for them: each is a text, to be told from all others. */
const alone = ({ incidents, owed, inTurn, bookings, ...ports }) => ({
  ...ports,
  bookings: {
    book: ({ pace, ...booking }) => {
      booked += 1;
      return bookings.book({ ...booking, pace: { ...pace, of: `${pace.of} ${booked}` } });
    },
  },
  incidents: { ...incidents, countWaitingOn: async () => 1 },
  owed: { ...owed, waitingFor: async () => [] },
  inTurn: (key, work) => (key.startsWith('phone ') ? work() : inTurn(key, work)),
  paces: { of: async () => undefined, change: async () => true },
});

const wrap = (all) => {
  const ports = process.env.DRILL_PAGES === 'alone' ? alone(all) : quiet(all);
  return { ...ports, ...watchedPorts(ports) };
};

const watchedPorts = (ports) => ({
  ...Object.fromEntries(WATCHED.map((port) => [port, watchedPort(port, ports[port])])),
  channels: Object.fromEntries(
    Object.entries(ports.channels).map(([name, channel]) => [name, drilledChannel(channel, ports)]),
  ),
});

process.on('message', (order) => {
  if (order.type === 'watch') {
    counts.clear();
    crossed = [];
    fatal = order.fatal;
  }
  if (order.type === 'hang') hanging = order;
  process.send({ type: 'done', crossed });
});
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

const say = (level) => (fields, message) =>
  process.stderr.write(`${level} ${message} ${JSON.stringify(fields)}\n`);
const readFile = (path) => readFileSync(path, 'utf8');
const pager = await openPager({
  settings: readSettings(process.env, readFile),
  env: process.env,
  readFile,
  host: {
    pid: process.pid,
    kill: (pid, signal) => process.kill(pid, signal),
    redisServer: async () => JSON.parse(process.env.DRILL_REDIS_SERVER),
  },
  clock: { now: () => Date.now(), elapsed: () => performance.now() },
  log: { info: () => undefined, warn: say('warn'), error: say('error') },
  version: 'drill',
  wrap,
});
process.on('SIGTERM', () => {
  setTimeout(() => process.exit(1), 10_000).unref();
  void pager.stop().then(() => process.exit());
});
process.send({ type: 'ready', url: pager.url, at: Date.now() });
