import {
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
  createServer,
} from 'node:http';
import type { Socket } from 'node:net';
import express, { type Express, type Router } from 'express';
import helmet from 'helmet';
import type { Log } from '../ports.ts';
import { requireBearer } from './bearer.ts';
import { answerErrors, notFound } from './problems.ts';

/** Above the five minutes after which Alertmanager gives an idle connection up (Go's IdleConnTimeout). */
const KEEP_ALIVE_MS = 330_000;
const BACKLOG = 1024;
/** Requests that take longer to come in are cut when the server closes. */
const PATIENCE_MS = 3000;

/** Answers true when it takes the request, which is then its own to answer. */
export type Webhooks = (request: IncomingMessage, response: ServerResponse) => boolean;

interface Routers {
  readonly health: Router;
  readonly metrics: Router;
  /** Absent: `/metrics` is open. */
  readonly metricsToken?: string;
  readonly api: Router;
  /** Whatever else there is, in the order given; each brings its own paths. */
  readonly others: readonly Router[];
  readonly log: Log;
  readonly isUnavailable?: (error: unknown) => boolean;
}

const SELF = "'self'";
const NONE = "'none'";

/** Everything but the webhooks. */
export const openApp = (parts: Routers): Express => {
  const app = express();
  app.disable('x-powered-by');
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: [SELF],
          baseUri: [NONE],
          objectSrc: [NONE],
          formAction: [SELF],
          frameAncestors: [NONE],
        },
      },
      // The host may serve others under its subdomains: they are not ours to bind to https.
      strictTransportSecurity: { includeSubDomains: false },
    }),
  );
  app.use(parts.health);
  if (parts.metricsToken !== undefined) app.use('/metrics', requireBearer(parts.metricsToken));
  app.use(parts.metrics, parts.api, ...parts.others);
  app.use(notFound);
  app.use(answerErrors(parts));
  return app;
};

/** The webhooks are asked first: express would cost them four times what the parsing does. */
export const composeListener =
  ({ webhooks, app }: { readonly webhooks: Webhooks; readonly app: Express }): RequestListener =>
  (request, response) => {
    if (!webhooks(request, response)) app(request, response);
  };

interface ServerParts {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly webhooks: Webhooks;
  readonly app: Express;
  readonly log: Log;
}

/**
 * Listens; throws when it cannot. `close` takes no more connections and ends when the requests in
 * flight have been answered.
 */
export const openServer = async ({ host, port, webhooks, app, log }: ServerParts) => {
  const server = createServer(composeListener({ webhooks, app }));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  let closing = false;
  const silent = new Set<Socket>();
  server.on('connection', (socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  server.prependListener('request', (request, response) => {
    silent.delete(request.socket);
    if (closing) response.setHeader('Connection', 'close');
    // A connection turns idle only after its answer has gone out.
    response.once('close', () => {
      if (!request.socket.destroyed) silent.add(request.socket);
      if (closing) setImmediate(() => server.closeIdleConnections());
    });
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, backlog: BACKLOG }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  server.on('error', (error) => log.error({ err: error }, 'the http server failed'));

  const close = (): Promise<void> =>
    new Promise((resolve, reject) => {
      closing = true;
      const patience = setTimeout(() => server.closeAllConnections(), PATIENCE_MS);
      server.close((error) => {
        clearTimeout(patience);
        if (error === undefined) resolve();
        else reject(error);
      });
      // Node counts a connection that has sent nothing, or half a header, as busy.
      for (const socket of silent) socket.destroy();
    });
  return { url: urlOf(server.address(), host), close };
};

const urlOf = (address: ReturnType<ReturnType<typeof createServer>['address']>, host: string) => {
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
};
