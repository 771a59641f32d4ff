import { existsSync, readdirSync } from 'node:fs';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../src/settings.ts';
import { mountOf, readCompose, textOf } from '../support/compose.ts';
import { uncommented } from '../support/uncommented.ts';

const root = new URL('../../', import.meta.url);
const isThere = (path: string) => existsSync(new URL(path, root));
const written = textOf('docker-compose.yml');
const { services, networks, volumes, secrets } = readCompose();
const all = Object.entries(services);

/** Compose fills ${NAME:-default} in from its own environment. */
const filledIn = (text: string) => text.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1');

const settingsOf = (compose: ReturnType<typeof readCompose>) => {
  const environment = Object.entries(compose.services['piket']?.environment ?? {});
  const env = Object.fromEntries(environment.map(([name, text]) => [name, filledIn(text)]));
  const known: string[] = [];
  const watched = new Proxy(env, {
    get: (target, name) => {
      known.push(String(name));
      return target[String(name)];
    },
  });
  const settings = readSettings(watched, (path) => `what ${path} holds`.replaceAll(' ', '-'));
  return { settings, unknown: Object.keys(env).filter((name) => !known.includes(name)) };
};

describe('docker-compose.yml', () => {
  it('starts Piket and all that it works with', () => {
    expect(Object.keys(services)).toEqual([
      'piket',
      'redis',
      'prometheus',
      'alertmanager',
      'grafana',
    ]);
  });

  it('builds Piket here; all else is an image of one version', () => {
    expect(services['piket']).toMatchObject({ build: '.' });
    const loose = all.filter(([, { image = '' }]) => !/:v?\d+\.\d+\.\d+(-alpine)?$/.test(image));
    expect(loose.map(([name]) => name)).toEqual(['piket']);
  });

  it.each(all)('%s is reached from this machine alone', (_name, { ports }) => {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/);
  });

  it.each(all)('%s mounts only what is there, and files never to write', (_name, service) => {
    const wrong = service.volumes.filter((volume) => {
      const { source, isFile, isReadOnly } = mountOf(volume);
      return isFile ? !(isThere(source) && isReadOnly) : !Object.hasOwn(volumes, source);
    });
    expect(wrong).toEqual([]);
  });

  it.each(all)('%s waits for, joins and is told only what is declared', (_name, service) => {
    for (const name of Object.keys(service.depends_on))
      expect(services[name]?.healthcheck).toBeDefined();
    for (const name of service.networks) expect(networks).toHaveProperty(name);
    for (const name of service.secrets) expect(secrets).toHaveProperty(name);
    const named = Object.values(service.environment).flatMap(
      (text) => /^\/run\/secrets\/(.+)$/.exec(text)?.[1] ?? [],
    );
    for (const name of named) expect(service.secrets).toContain(name);
  });

  it('gives Piket variables that it knows, and no secret but by a file', () => {
    const { settings, unknown } = settingsOf(readCompose());
    expect(unknown).toEqual([]);
    expect(settings.tokens).toEqual({
      webhook: 'what-/run/secrets/webhook-token-holds',
      admin: 'what-/run/secrets/admin-token-holds',
      metrics: 'what-/run/secrets/metrics-token-holds',
    });
    expect(settings.twilio).toBeUndefined();
  });

  it('has real phones once its examples are uncommented', () => {
    const { settings, unknown } = settingsOf(readCompose(uncommented(written)));
    expect(unknown).toEqual([]);
    expect(settings.twilio).toMatchObject({ from: '+12125550100' });
  });

  it('keeps Redis to Piket', () => {
    const others = all.filter(([, service]) => service.networks.includes('store'));
    expect(others.map(([name]) => name)).toEqual(['piket', 'redis']);
    expect(networks['store']).toEqual({ internal: true });
  });

  it('keeps its secrets out of git and out of the image', () => {
    for (const { file } of Object.values(secrets)) expect(file).toMatch(/^\.\/secrets\//);
    expect(textOf('.gitignore').split('\n')).toContain('secrets/');
    expect(textOf('.dockerignore').split('\n')).not.toContain('!secrets');
  });
});

describe('dashboards/provisioning', () => {
  const folder = new URL('dashboards/provisioning/', root);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.yml'),
  );

  it.each(files)('%s is YAML', (file) => {
    expect(parse(textOf(`dashboards/provisioning/${file}`))).toBeTypeOf('object');
  });

  it.each(files)(
    '%s names only services of docker-compose.yml, and secrets they are told',
    (file) => {
      const text = textOf(`dashboards/provisioning/${file}`);
      for (const [, host = ''] of text.matchAll(/(?:http:\/\/|targets: \[")([a-z]+):\d+/g))
        expect([...Object.keys(services), 'localhost']).toContain(host);
      for (const [, secret = ''] of text.matchAll(/\/run\/secrets\/([\w-]+)/g))
        expect(services[file.replace('.yml', '')]?.secrets).toContain(secret);
    },
  );

  it('shows Grafana the dashboards where they are mounted', () => {
    const { providers } = parse(textOf('dashboards/provisioning/grafana/dashboards/piket.yml'));
    const mounts = services['grafana']?.volumes.map(mountOf);
    expect(mounts).toContainEqual(
      expect.objectContaining({ source: './dashboards', target: providers[0].options.path }),
    );
  });
});
