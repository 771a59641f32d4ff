import { fileURLToPath } from 'node:url';
import express, { type RequestHandler, type Router } from 'express';
import type { VNode } from 'preact';
import { renderToStaticMarkup } from 'preact-render-to-string';
import { z } from 'zod';
import type { PhoneView } from '../core/simulated-phone.ts';
import type { Clock, Log } from '../ports.ts';
import { PhonesPage } from './pages/phones.tsx';
import { PhoneWall, type WallView } from './pages/phone-wall.tsx';
import { isSameOrigin } from './phones-access.ts';
import { phoneEvents } from './phones-events.ts';

export interface PhonesRouterDeps {
  readonly phones: {
    phones(): Promise<readonly PhoneView[]>;
    /** False when there is no such phone. */
    reply(phone: string, text: string): Promise<boolean>;
    changes(listener: () => void): () => void;
  };
  /** Ids of the people on call now. */
  onCall(): ReadonlySet<string>;
  /** Numbers of the incidents that still wait for an answer; absent: told from the texts alone. */
  triggered?(): Promise<ReadonlySet<number>>;
  /** Why Piket cannot page; empty when it can. */
  troubles(): readonly string[];
  /** A command to paste into a shell that sends a sample alert. */
  readonly sampleCommand: string;
  /** Calls next or answers 403: `phonesAccess(token)`. */
  readonly access: RequestHandler;
  /** Ends the open event streams, which would otherwise hold the server's stop. */
  readonly closing: AbortSignal;
  readonly clock: Clock;
  readonly log: Log;
}

const ASSETS = {
  '/phones/phones-theme.css': new URL('./phones-theme.css', import.meta.url),
  '/phones/phones.css': new URL('./phones.css', import.meta.url),
  '/phones/phone.css': new URL('./phone.css', import.meta.url),
  '/phones/conversation.css': new URL('./conversation.css', import.meta.url),
  '/phones/phones.js': new URL('./browser/phones.js', import.meta.url),
};

const replySchema = z.object({ text: z.string().trim().min(1).max(1600) });

const guarded: RequestHandler = (_req, res, next) => {
  res.set({
    'content-security-policy':
      "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    'cache-control': 'no-store',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  });
  next();
};

const html = (page: VNode): string => `<!doctype html>${renderToStaticMarkup(page)}`;

function replies({ phones, log }: PhonesRouterDeps): RequestHandler {
  return async (req, res) => {
    if (!isSameOrigin(req)) {
      res.status(403).type('text/plain').send('Replies are taken from the /phones page only.');
      return;
    }
    const id = String(req.params['person']);
    const reply = replySchema.safeParse(req.body);
    if (!reply.success) {
      res.status(400).type('text/plain').send('A text has 1 to 1600 characters.');
      return;
    }
    try {
      if (!(await phones.reply(id, reply.data.text))) {
        res.status(404).type('text/plain').send('Nobody has this phone any more.');
        return;
      }
    } catch (err) {
      log.error({ phone: id, err }, 'a text from a simulated phone was not taken');
      res.status(503).type('text/plain').send('Piket could not take this text. Try again.');
      return;
    }
    if (req.is('json')) res.status(204).end();
    else res.redirect(303, `/phones#phone-${encodeURIComponent(id)}`);
  };
}

/** `/phones` and what belongs to it. To be mounted at the root, only while phones are simulated. */
export function phonesRouter(deps: PhonesRouterDeps): Router {
  const { phones, clock } = deps;
  const wall = async (show: unknown): Promise<WallView> => ({
    phones: await phones.phones(),
    onCall: deps.onCall(),
    triggered: await deps.triggered?.(),
    troubles: deps.troubles(),
    show: typeof show === 'string' ? show : undefined,
    now: clock.now(),
  });

  const router = express.Router();
  router.use('/phones', deps.access, guarded);
  for (const [path, file] of Object.entries(ASSETS)) {
    router.get(path, (_req, res) => {
      res.set('cache-control', 'no-cache').sendFile(fileURLToPath(file));
    });
  }
  router.get('/phones', async (req, res) => {
    const view = await wall(req.query['show']);
    res.send(html(PhonesPage({ wall: view, sampleCommand: deps.sampleCommand })));
  });
  router.get('/phones/fragment', async (req, res) => {
    res.send(renderToStaticMarkup(PhoneWall(await wall(req.query['show']))));
  });
  router.get(
    '/phones/events',
    phoneEvents((listener) => phones.changes(listener), deps.closing),
  );
  router.post(
    '/phones/:person/replies',
    express.urlencoded({ extended: false, limit: '16kb' }),
    express.json({ limit: '16kb' }),
    replies(deps),
  );
  return router;
}
