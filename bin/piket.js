#!/usr/bin/env node
import { prepareToRun } from './bootstrap/prepare.js';
import { orStop } from './bootstrap/progress.js';

// A reader such as `head` may leave before all is written.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

await orStop(prepareToRun);
process.setSourceMapsEnabled(true);
const { cli } = await import(new URL('../dist/cli.js', import.meta.url).href);
process.exitCode = await cli(process.argv.slice(2), process);
