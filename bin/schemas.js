// Writes config/schema/*.json, by which editors complete and check config/*.yaml.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareToRun, root } from './bootstrap/prepare.js';
import { orStop } from './bootstrap/progress.js';

await orStop(prepareToRun);
const module = new URL('../dist/configuration/json-schemas.js', import.meta.url);
const { jsonSchemas } = await import(module.href);
const folder = join(root, 'config', 'schema');
mkdirSync(folder, { recursive: true });
for (const [name, schema] of jsonSchemas()) {
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(schema, undefined, 2)}\n`);
}
