import { defineConfig } from 'vitest/config';

const project = (name: string, include: string[], limits = {}) => ({
  extends: true as const,
  test: { name, include, ...limits },
});

/** Nothing is mocked and no module keeps state, so that files may share a worker. */
const quick = { pool: 'threads' as const, isolate: false, testTimeout: 30_000 };

/** core and stories are the everyday loop (seconds); real starts servers and browsers (minutes). */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    projects: [
      project('core', ['test/core/**/*.test.ts', 'test/architecture.test.ts'], quick),
      project('stories', ['test/stories/**/*.test.ts', 'test/http/**/*.test.ts'], quick),
      project('contracts', ['test/contracts/**/*.test.ts'], { testTimeout: 20_000 }),
      project('real', ['test/real/**/*.test.ts'], {
        testTimeout: 120_000,
        hookTimeout: 60_000,
        fileParallelism: false,
      }),
    ],
  },
});
