import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { completeSecrets, fileSecrets, type SecretKeeper } from '../../src/secrets.ts';
import { publicUrlAt, readSettings, SettingsError } from '../../src/settings.ts';

type Env = Record<string, string | undefined>;

const noFiles = (path: string): string => {
  throw new Error(`no file ${path}`);
};

const mistakesOf = (env: Env, readFile = noFiles): readonly string[] => {
  try {
    readSettings(env, readFile);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.mistakes;
    throw error;
  }
};

const twilio = {
  TWILIO_ACCOUNT_SID: 'AC0123',
  TWILIO_AUTH_TOKEN: 'hush',
  TWILIO_FROM: '+12125550100',
};

describe('readSettings', () => {
  it('needs nothing from the environment', () => {
    expect(readSettings({}, noFiles)).toEqual({
      http: { host: '127.0.0.1', port: 8080, publicUrl: 'http://localhost:8080' },
      dataDir: './data',
      configDir: './config',
      logLevel: 'info',
      tokens: {},
    });
  });

  it('reads every variable', () => {
    const settings = readSettings(
      {
        ...twilio,
        PORT: '9000',
        HOST: '0.0.0.0',
        PUBLIC_URL: 'https://piket.example.org/',
        REDIS_URL: 'rediss://:hush@redis:6380/1',
        DATA_DIR: '/var/lib/piket',
        CONFIG_DIR: '/etc/piket',
        LOG_LEVEL: 'debug',
        TWILIO_AUTH_TOKEN_SECONDARY: 'hush-too',
        TWILIO_MESSAGING_SERVICE_SID: 'MG0123',
        TWILIO_API_URL: 'http://127.0.0.1:9999',
        WEBHOOK_TOKEN: 'hooks',
        ADMIN_TOKEN: 'admins',
        METRICS_TOKEN: 'figures',
      },
      noFiles,
    );
    expect(settings).toEqual({
      http: { host: '0.0.0.0', port: 9000, publicUrl: 'https://piket.example.org' },
      dataDir: '/var/lib/piket',
      configDir: '/etc/piket',
      logLevel: 'debug',
      redisUrl: 'rediss://:hush@redis:6380/1',
      twilio: {
        accountSid: 'AC0123',
        authToken: 'hush',
        authTokenSecondary: 'hush-too',
        from: '+12125550100',
        messagingServiceSid: 'MG0123',
        apiUrl: 'http://127.0.0.1:9999',
      },
      tokens: { webhook: 'hooks', admin: 'admins', metrics: 'figures' },
    });
    expect(Object.isFrozen(settings)).toBe(true);
    expect(Object.isFrozen(settings.http)).toBe(true);
  });

  it('takes an empty variable for an absent one', () => {
    expect(readSettings({ PORT: '', TWILIO_AUTH_TOKEN: ' ', REDIS_URL: '' }, noFiles)).toEqual(
      readSettings({}, noFiles),
    );
  });

  it('reads a secret from the file that its variable names', () => {
    const files: Env = { '/run/secrets/hooks': 'hooks\n', '/run/secrets/redis': 'redis://redis' };
    const { tokens, redisUrl } = readSettings(
      { WEBHOOK_TOKEN_FILE: '/run/secrets/hooks', REDIS_URL_FILE: '/run/secrets/redis' },
      (path) => files[path] ?? noFiles(path),
    );
    expect(tokens.webhook).toBe('hooks');
    expect(redisUrl).toBe('redis://redis');
  });

  it('reports all mistakes at once', () => {
    expect(
      mistakesOf({ PORT: 'x', LOG_LEVEL: 'loud', PUBLIC_URL: 'piket', WEBHOOK_TOKEN_FILE: '/no' }),
    ).toEqual([
      'WEBHOOK_TOKEN_FILE: the file is empty or cannot be read',
      'PORT: expected a port from 0 to 65535, got "x"',
      'PUBLIC_URL: expected an http or https address such as https://piket.example.org',
      'LOG_LEVEL: expected trace, debug, info, warn, error, fatal or silent, got "loud"',
    ]);
  });

  it.each(['-1', '65536', '80.5', '0x50', '1e3'])('refuses %s for a port', (port) => {
    expect(mistakesOf({ PORT: port })).toEqual([
      `PORT: expected a port from 0 to 65535, got "${port}"`,
    ]);
  });

  it('refuses a secret that is given twice', () => {
    expect(mistakesOf({ ADMIN_TOKEN: 'a', ADMIN_TOKEN_FILE: '/a' }, () => 'b')).toEqual([
      'ADMIN_TOKEN: given twice, by ADMIN_TOKEN and by ADMIN_TOKEN_FILE',
    ]);
  });

  it('never tells a secret', () => {
    const secret = 'hush hush';
    const env = {
      REDIS_URL: `http://:${secret}@redis`,
      TWILIO_ACCOUNT_SID: secret,
      TWILIO_AUTH_TOKEN: secret,
      TWILIO_AUTH_TOKEN_SECONDARY: secret,
      TWILIO_FROM: `+${secret}`,
      TWILIO_MESSAGING_SERVICE_SID: secret,
      TWILIO_API_URL: `https://${secret}@example.org`,
      PUBLIC_URL: `https://:${secret}@example.org`,
      WEBHOOK_TOKEN_FILE: secret,
      ADMIN_TOKEN: secret,
      METRICS_TOKEN: secret,
    };
    const mistakes = mistakesOf(env);
    expect(mistakes).toHaveLength(Object.keys(env).length);
    expect(mistakes.join('\n')).not.toContain('hush');
  });

  it.each(['+12125550100', '12345', 'Piket', '24 7 Ops'])('lets texts come from %s', (from) => {
    expect(mistakesOf({ ...twilio, TWILIO_FROM: from })).toEqual([]);
  });

  it('refuses a number without its country', () => {
    expect(mistakesOf({ ...twilio, TWILIO_FROM: '0612345678' })).toHaveLength(1);
  });

  it('wants all that Twilio needs, or nothing', () => {
    expect(readSettings({}, noFiles).twilio).toBeUndefined();
    expect(mistakesOf(twilio)).toEqual([]);
    expect(mistakesOf({ TWILIO_ACCOUNT_SID: 'AC0123' })).toEqual([
      'TWILIO_AUTH_TOKEN: needed with TWILIO_ACCOUNT_SID',
      'TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID: needed with TWILIO_ACCOUNT_SID',
    ]);
    expect(
      mistakesOf({ ...twilio, TWILIO_FROM: '', TWILIO_MESSAGING_SERVICE_SID: 'MG0123' }),
    ).toEqual([]);
    expect(mistakesOf({ ...twilio, TWILIO_ACCOUNT_SID: undefined })).toEqual([
      'TWILIO_AUTH_TOKEN: given without TWILIO_ACCOUNT_SID',
      'TWILIO_FROM: given without TWILIO_ACCOUNT_SID',
    ]);
  });

  it.each([
    ['https://twilio.example.org', true],
    ['http://127.0.0.1:8000', true],
    ['http://localhost:8000', true],
    ['http://[::1]:8000', true],
    ['http://twilio.example.org', false],
    ['http://127.0.0.1.example.org', false],
    ['http://localhost@example.org', false],
    ['ftp://localhost', false],
  ])('lets Twilio be at %s: %s', (url, allowed) => {
    expect(mistakesOf({ ...twilio, TWILIO_API_URL: url })).toHaveLength(allowed ? 0 : 1);
  });

  it.each([
    ['127.0.0.1', 'http://127.0.0.1:8080'],
    ['0.0.0.0', 'http://localhost:8080'],
    ['::', 'http://localhost:8080'],
    ['::1', 'http://[::1]:8080'],
    ['piket.example.org', 'http://piket.example.org:8080'],
  ])('is reached, on %s, at %s', (host, url) => {
    expect(readSettings({ HOST: host }, noFiles).http.publicUrl).toBe(url);
  });

  it('learns its address when the system has chosen the port', () => {
    const { http } = readSettings({ PORT: '0' }, noFiles);
    expect(publicUrlAt(http, 49_152)).toBe('http://localhost:49152');
    const given = readSettings({ PORT: '0', PUBLIC_URL: 'https://piket.example.org' }, noFiles);
    expect(publicUrlAt(given.http, 49_152)).toBe('https://piket.example.org');
  });
});

const memorySecrets = (): SecretKeeper => {
  const kept = new Map<string, string>();
  return {
    async get(name) {
      return kept.get(name);
    },
    async setIfAbsent(name, value) {
      if (!kept.has(name)) kept.set(name, value);
      return kept.get(name) ?? value;
    },
  };
};

describe('completeSecrets', () => {
  it('makes what is absent once', async () => {
    const keeper = memorySecrets();
    const first = await completeSecrets({ tokens: { webhook: 'hooks' } }, keeper);
    expect(first.webhookToken).toBe('hooks');
    expect(first.adminToken).toMatch(/^[\w-]{32}$/);
    expect(await keeper.get('webhook-token')).toBeUndefined();
    expect((await completeSecrets({ tokens: {} }, keeper)).adminToken).toBe(first.adminToken);
  });

  it('lets replicas that start at once agree', async () => {
    const keeper = memorySecrets();
    const both = await Promise.all([
      completeSecrets({ tokens: {} }, keeper),
      completeSecrets({ tokens: {} }, keeper),
    ]);
    expect(both[0]).toEqual(both[1]);
  });
});

describe('fileSecrets', () => {
  let dir = '';
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'piket-secrets-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('keeps secrets in a file that only its owner reads', async () => {
    const dataDir = join(dir, 'data');
    const made = await completeSecrets({ tokens: {} }, fileSecrets(dataDir));
    expect(await completeSecrets({ tokens: {} }, fileSecrets(dataDir))).toEqual(made);
    const path = join(dataDir, 'secrets.json');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      'webhook-token': made.webhookToken,
      'admin-token': made.adminToken,
    });
  });

  it('refuses a damaged file without quoting it', async () => {
    writeFileSync(join(dir, 'secrets.json'), '{"admin-token": "hush');
    const reading = completeSecrets({ tokens: {} }, fileSecrets(dir));
    await expect(reading).rejects.toThrow('is damaged');
    await expect(reading).rejects.not.toThrow('hush');
  });
});
