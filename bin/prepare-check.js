import { preparePackages } from './bootstrap/prepare.js';
import { orStop } from './bootstrap/progress.js';

await orStop(preparePackages);
