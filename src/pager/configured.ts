import { type Configuration, loadConfiguration } from '../configuration.ts';
import { ConfigurationError, tell } from '../configuration/mistake.ts';
import { findSourceSecrets } from '../configuration/source-secrets.ts';
import { classify } from '../core/classification.ts';
import type { Classify } from '../core/intake.ts';
import { policiesInUse } from '../core/route.ts';
import type { Rules } from '../core/rules.ts';
import type { WebhookSource } from '../http/webhooks/auth.ts';
import type { Clock, Log } from '../ports.ts';
import type { Store } from '../store/redis-store.ts';

/** The configuration in force: replaced whole by a reload that succeeds, kept by one that fails. */
export interface Configured {
  readonly rules: () => Rules;
  readonly sources: () => readonly WebhookSource[];
  readonly classify: Classify;
  /** Reads the files again. Throws ConfigurationError, and goes on with what there was. */
  readonly reload: () => Promise<void>;
  /** Learns the policies with which other processes have started incidents by now. */
  readonly learnPolicies: () => Promise<void>;
}

export async function openConfigured(options: {
  readonly dir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: (path: string) => string;
  readonly webhookToken: string;
  readonly policies: Store['policies'];
  readonly clock: Clock;
  readonly log: Log;
}): Promise<Configured> {
  let current = await read();

  async function read() {
    const configuration = loadConfiguration(options.dir, options.clock.now(), options.readFile);
    for (const warning of configuration.warnings) options.log.warn({}, tell(warning));
    for (const policy of policiesInUse(configuration.rules)) await options.policies.keep(policy);
    return {
      rules: { ...configuration.rules, kept: await keptPolicies() },
      sources: withSecrets(configuration),
      classification: configuration.classification,
    };
  }

  async function keptPolicies(): Promise<Rules['kept']> {
    const policies = await options.policies.all();
    return Object.fromEntries(policies.map((policy) => [policy.id, policy]));
  }

  function withSecrets(configuration: Configuration): readonly WebhookSource[] {
    const { env, readFile, webhookToken } = options;
    const { secrets, missing } = findSourceSecrets(configuration, webhookToken, env, readFile);
    if (missing.length > 0) throw new ConfigurationError(missing);
    return configuration.sources.flatMap(({ name, kind, hmac }) => {
      const found = secrets.get(name);
      if (found === undefined) return [];
      const signed = hmac && found.hmac !== undefined && { ...hmac, secret: found.hmac };
      return { name, kind, token: found.token, ...(signed && { hmac: signed }) };
    });
  }

  return {
    rules: () => current.rules,
    sources: () => current.sources,
    classify: (alert, surroundings) => {
      const { rules, classification } = current;
      return classify(alert, classification, surroundings, rules.sources[alert.source]?.words);
    },
    reload: async () => {
      current = await read();
    },
    learnPolicies: async () => {
      const kept = await keptPolicies();
      current = { ...current, rules: { ...current.rules, kept } };
    },
  };
}
