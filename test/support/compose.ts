/** docker-compose.yml as a test reads it; a key that the compose specification lacks is refused. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const duration = z.string().regex(/^\d+[smh]$/);
const environment = z.record(z.string(), z.string());

const service = z.strictObject({
  image: z.string().exactOptional(),
  build: z.string().exactOptional(),
  command: z.string().exactOptional(),
  restart: z.literal('unless-stopped'),
  security_opt: z.array(z.string()),
  logging: z.strictObject({ driver: z.string(), options: z.record(z.string(), z.string()) }),
  read_only: z.boolean().exactOptional(),
  cap_drop: z.array(z.string()).exactOptional(),
  stop_grace_period: duration.exactOptional(),
  ports: z.array(z.string()).default([]),
  networks: z.array(z.string()).default(['default']),
  depends_on: z
    .record(z.string(), z.strictObject({ condition: z.literal('service_healthy') }))
    .default({}),
  environment: environment.default({}),
  secrets: z.array(z.string()).default([]),
  volumes: z.array(z.string()),
  healthcheck: z
    .strictObject({
      test: z.array(z.string()),
      interval: duration,
      timeout: duration,
      retries: z.int(),
    })
    .exactOptional(),
});

const compose = z.strictObject({
  name: z.string(),
  'x-service': z.unknown(),
  services: z.record(z.string(), service),
  networks: z.record(z.string(), z.strictObject({ internal: z.boolean().exactOptional() })),
  volumes: z.record(z.string(), z.strictObject({})),
  secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
});

/** A file of the repository. */
export const textOf = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

export const readCompose = (text = textOf('docker-compose.yml')) =>
  compose.parse(parse(text, { merge: true }));

/** What a volume mounts: a path of the repository, or the name of a volume. */
export const mountOf = (volume: string) => {
  const [source = '', target = '', mode] = volume.split(':');
  return { source, target, isReadOnly: mode === 'ro', isFile: source.startsWith('./') };
};
