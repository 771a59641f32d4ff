#!/usr/bin/env node
import { prepareToRun } from './bootstrap/prepare.js';
import { findProgram } from './bootstrap/programs.js';
import { orStop } from './bootstrap/progress.js';

await orStop(prepareToRun);
process.setSourceMapsEnabled(true);
const { main } = await import(new URL('../dist/main.js', import.meta.url).href);
await orStop(() => main({ redisServer: () => findProgram('redis-server') }));
