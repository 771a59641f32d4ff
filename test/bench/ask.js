/** A child process that does what it is asked, one answer for each question. */
import { fork } from 'node:child_process';
import { once } from 'node:events';

const PATIENCE_MS = 60_000;
const END_MS = 5000;

/** In the child: answers by name. It ends when its parent does, or lets go of it. */
export function serve(orders) {
  const answer = async ({ id, name, args }) => {
    try {
      return { id, value: await orders[name](...args) };
    } catch (error) {
      return { id, error: String(error?.stack ?? error) };
    }
  };
  process.on('message', (order) => {
    void answer(order).then((reply) => process.send?.(reply));
  });
  // Not by a signal, so that `node --cpu-prof` has its profile written.
  process.on('disconnect', () => process.exit());
  process.send({ id: 0 });
}

/** In the parent: starts it, and waits until it serves. */
export async function start(file, env = {}) {
  const child = fork(file, [], { env: { ...process.env, ...env }, stdio: [0, 2, 2, 'ipc'] });
  const asked = new Map();
  const ended = once(child, 'exit');
  const wait = (id) =>
    new Promise((resolve, reject) => {
      const late = () => reject(new Error(`${file} does not answer`));
      asked.set(id, { resolve, reject, timer: setTimeout(late, PATIENCE_MS) });
    });
  const settle = ({ id, value, error }) => {
    const { resolve, reject, timer } = asked.get(id);
    clearTimeout(timer);
    asked.delete(id);
    if (error === undefined) resolve(value);
    else reject(new Error(error));
  };
  child.on('message', settle);
  child.on('exit', (code) => {
    for (const id of asked.keys()) settle({ id, error: `${file} ended with ${code}` });
  });
  await wait(0);
  let last = 0;
  return {
    ask: (name, ...args) => {
      last += 1;
      const answer = wait(last);
      child.send({ id: last, name, args });
      return answer;
    },
    stop: async () => {
      if (child.connected) child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}
