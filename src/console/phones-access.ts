/**
 * The simulated phones show every text, so they open only to a browser on this machine or to who has
 * the printed token. A loopback peer alone proves nothing: a page elsewhere can rebind its name to
 * 127.0.0.1 (told by Host), and a proxy on this machine can speak for anyone (told by its headers).
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';

const COOKIE = 'piket_phones';
const LOOPBACK_PEER = /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/;
const LOOPBACK_HOST = /^(localhost|[a-z0-9-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;
const PROXY_HEADERS = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'];

const REFUSED = `The simulated phones show the texts of everyone on call, so they open only on the machine that
runs Piket, or with the token that Piket printed when it started:

  open /phones?token=THE-TOKEN once; this browser is then remembered.
`;

const isFromThisMachine = (req: Request): boolean =>
  LOOPBACK_PEER.test(req.socket.remoteAddress ?? '') &&
  LOOPBACK_HOST.test(req.headers.host ?? '') &&
  PROXY_HEADERS.every((name) => req.headers[name] === undefined);

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

const cookieOf = (req: Request): string | undefined =>
  (req.headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${COOKIE}=`))
    ?.slice(COOKIE.length + 1);

/** Lets pass who is on this machine or brings the token, once as `?token=`, then by a cookie; else 403. */
export function phonesAccess(token: string): RequestHandler {
  const remembered = digest(`piket phones ${token}`).toString('base64url');
  return (req, res, next) => {
    if (isFromThisMachine(req)) return next();
    const given = req.query['token'];
    if (typeof given === 'string' && isSame(given, token)) {
      res.cookie(COOKIE, remembered, {
        httpOnly: true,
        sameSite: 'strict',
        secure: req.secure,
        path: '/phones',
      });
      return next();
    }
    if (isSame(cookieOf(req) ?? '', remembered)) return next();
    res.status(403).type('text/plain').send(REFUSED);
  };
}

/** Whether a browser says that our own page asks for this change. */
export function isSameOrigin(req: Request): boolean {
  const site = req.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin, host } = req.headers;
  return (
    origin !== undefined &&
    host !== undefined &&
    URL.canParse(origin) &&
    new URL(origin).host === host
  );
}
