import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildDist, distIsCurrent } from './dist.js';
import { withInstallLock } from './install-lock.js';
import { requireNode } from './node-version.js';
import { installPackages, packagesAreInstalled } from './packages.js';

/** The clone that this bootstrap belongs to. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Installs the packages and builds dist/, each only when it is not there yet or out of date. */
export async function prepareToRun() {
  requireNode();
  if (isReadyToRun()) return;
  await withInstallLock(root, async () => {
    if (isReadyToRun()) return;
    if (!packagesAreInstalled(root, { dev: true })) await installPackages(root);
    if (!distIsCurrent(root)) await buildDist(root);
  });
}

/** Installs the packages, those for development included, when they are not there. */
export async function preparePackages() {
  requireNode();
  if (packagesAreInstalled(root, { dev: true })) return;
  await withInstallLock(root, async () => {
    if (!packagesAreInstalled(root, { dev: true })) await installPackages(root);
  });
}

function isReadyToRun() {
  return distIsCurrent(root) && packagesAreInstalled(root, { dev: false });
}
