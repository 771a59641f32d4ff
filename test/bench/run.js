// `npm run bench`: what Piket does beside what this very machine, at this very moment, can do. Absolute
// figures mean little on a machine with other work; ratios do.
import { orStop } from '../../bin/bootstrap/progress.js';
import { print } from './table.js';
import { measureDueSteps } from './due-steps.js';
import { measureMemory } from './memory.js';
import { measurePages } from './pages.js';
import { measureRecovery } from './recovery.js';
import { measureWebhooks } from './webhooks.js';
import { openWorld } from './world.js';

const MOST_MS = 300_000;
const say = (line) => process.stderr.write(`bench: ${line}\n`);

const PARTS = {
  webhooks: measureWebhooks,
  pages: measurePages,
  steps: measureDueSteps,
  recovery: measureRecovery,
  memory: measureMemory,
};

await orStop(async () => {
  const wanted = process.argv.slice(2);
  const rows = [];
  setTimeout(() => {
    print(rows);
    say('that took too long, the rest is left out');
    process.exit(1);
  }, MOST_MS).unref();
  const world = await openWorld();
  try {
    for (const [name, measure] of Object.entries(PARTS)) {
      if (wanted.length === 0 || wanted.includes(name)) rows.push(...(await measure(world, say)));
    }
  } finally {
    await world.close();
    print(rows);
  }
});
