/**
 * Where alerts come in: answered in the node listener, before express, which costs four times the
 * parsing. A 2xx is sent only after `receive` has kept everything; Alertmanager retries a 5xx,
 * gives an alert up at a 4xx, and Grafana retries nothing.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Stopwatch } from '../ports.ts';
import { CHALLENGE, problem, refuse } from './webhooks/answer.ts';
import { authenticate, type WebhookSource } from './webhooks/auth.ts';
import { WEBHOOK_LIMITS, type WebhookLimits } from './webhooks/body.ts';
import { type IntakeDeps, openIntake } from './webhooks/intake.ts';

export interface WebhookDeps extends IntakeDeps {
  /** The configuration in force. Sources of one kind are told apart by their token. */
  sources(): readonly WebhookSource[];
  /** From a source's request to its answer. */
  took(seconds: number): void;
  readonly clock: Stopwatch;
  readonly limits?: Partial<WebhookLimits>;
}

const kindOf = (path: string): WebhookSource['kind'] | undefined => {
  const name = /^\/webhooks\/([a-z]+)\/?$/.exec(path)?.[1];
  return name === 'alertmanager' || name === 'grafana' ? name : undefined;
};

/** Answers requests under /webhooks/; false: the request is not for webhooks and is untouched. */
export function webhooks(
  deps: WebhookDeps,
): (req: IncomingMessage, res: ServerResponse) => boolean {
  const { clock, log } = deps;
  const limits = { ...WEBHOOK_LIMITS, ...deps.limits };
  const take = openIntake(deps, limits);

  function route(path: string, req: IncomingMessage, res: ServerResponse): void {
    const kind = kindOf(path);
    if (kind === undefined) return refuse(req, res, 404, 'There is no such webhook.', limits);
    if (req.method !== 'POST' && req.method !== 'PUT')
      return refuse(req, res, 405, 'Alerts come by POST or PUT.', limits, { Allow: 'POST, PUT' });
    const ofKind = deps.sources().filter((source) => source.kind === kind);
    const source = authenticate(req.headers.authorization, ofKind);
    if (source === undefined) {
      deps.refused('unknown', 'unauthorized');
      return refuse(
        req,
        res,
        401,
        "This needs the token of one of Piket's sources.",
        limits,
        CHALLENGE,
      );
    }
    const began = clock.elapsed();
    void take(source, req, res)
      .catch((error: unknown) => {
        log.error({ source: source.name, err: error }, 'a webhook failed unexpectedly');
        problem(res, 500, 'Piket failed.');
      })
      .finally(() => deps.took((clock.elapsed() - began) / 1000));
  }

  return (req, res) => {
    const [path = ''] = (req.url ?? '').split('?', 1);
    if (!path.startsWith('/webhooks/')) return false;
    route(path, req, res);
    return true;
  };
}
