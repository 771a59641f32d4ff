import { Router } from 'express';
import { requireBearer } from './bearer.ts';
import { sendProblem } from './problems.ts';

interface ReloadDeps {
  readonly adminToken: string;
  /** Answers what is wrong with the new configuration; undefined: it is in force. Throws for the store. */
  readonly reload: () => Promise<string | undefined>;
}

const NOT_IN_FORCE = 'The configuration is not in force';

/** `POST /-/reload` reads the configuration again: all of it, or it says why not and the old one stays. */
export function reloadRouter({ adminToken, reload }: ReloadDeps): Router {
  const router = Router();
  router.post('/-/reload', requireBearer(adminToken), async (_request, response) => {
    const wrong = await reload();
    if (wrong === undefined) response.status(204).end();
    else sendProblem(response, 422, wrong, undefined, NOT_IN_FORCE);
  });
  return router;
}
