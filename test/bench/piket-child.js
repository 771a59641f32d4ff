// A whole Piket, the build in dist/, whose phones are a fake that takes every text at once: when it was
// handed over is what is measured.
import { readFileSync } from 'node:fs';
import { openPager } from '../../dist/pager.js';
import { readSettings } from '../../dist/settings.js';
import { serve } from './ask.js';
import { millis } from './millis.js';
import { rotating } from './rules.js';

let sent = [];
let stepsLateMs = [];
let ports;
/** What is wrong with the shipped configuration is not news here. */
let isOpen = false;

const channel = {
  name: 'sms',
  timeoutMs: 5000,
  send: async ({ pageId }) => {
    const parts = pageId.split('.');
    sent.push({ number: Number(parts[0]), person: parts.at(-2), at: millis() });
    return { providerId: pageId };
  },
};

/** How late each step is when what it has come to is stored. */
const timed = (incidents) => ({
  ...incidents,
  commit: async (changes) => {
    const numbers = await incidents.commit(changes);
    for (const { before, incident } of changes) {
      const dueAt = before?.incident.timers.step;
      if (numbers === undefined || dueAt === undefined || incident.timers.step === dueAt) continue;
      if (incident.status === 'triggered') stepsLateMs.push(Date.now() - dueAt);
    }
    return numbers;
  },
});

const wrap = (real) => {
  const rules = rotating(real.rules(), Date.now());
  ports = { ...real, rules, channels: { sms: channel }, incidents: timed(real.incidents) };
  return ports;
};

const readFile = (path) => readFileSync(path, 'utf8');
const nothing = () => undefined;
const say = (fields, message) => {
  if (isOpen) process.stderr.write(`${message} ${JSON.stringify(fields)}\n`);
};
const pager = await openPager({
  settings: readSettings(process.env, readFile),
  env: process.env,
  readFile,
  host: { pid: process.pid, kill: nothing, redisServer: nothing },
  clock: { now: () => Date.now(), elapsed: () => performance.now() },
  log: { info: nothing, warn: process.env.BENCH_QUIET ? nothing : say, error: say },
  version: 'bench',
  wrap,
});
isOpen = true;

serve({
  port: () => Number(new URL(pager.url).port),
  /** The pages handed over since the last time, and how late steps were. */
  seen: () => {
    const seen = { sent, stepsLateMs };
    [sent, stepsLateMs] = [[], []];
    return seen;
  },
  counts: () => ({ sent: sent.length, steps: stepsLateMs.length }),
  /** What is due and not done. */
  behind: async () => (await ports.owed.due(Date.now(), 100_000)).length,
  memory: () => {
    globalThis.gc?.();
    return process.memoryUsage().rss;
  },
});
