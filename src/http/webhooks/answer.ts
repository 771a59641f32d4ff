import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** Goes with every 401. */
export const CHALLENGE: OutgoingHttpHeaders = {
  'WWW-Authenticate': 'Bearer realm="piket", Basic realm="piket", charset="UTF-8"',
};

/** Everything but the end of the response, which may have to wait for the request's. */
function write(
  res: ServerResponse,
  status: number,
  body: object,
  headers: OutgoingHttpHeaders,
): void {
  const text = JSON.stringify(body);
  res.writeHead(status, {
    'Content-Type': status < 400 ? 'application/json' : 'application/problem+json',
    'Content-Length': Buffer.byteLength(text),
    ...headers,
  });
  res.write(text);
}

/** Answers a request whose body has been read. */
export function answer(
  res: ServerResponse,
  status: number,
  body: object,
  headers: OutgoingHttpHeaders = {},
): void {
  if (res.destroyed || res.headersSent) return;
  write(res, status, body, headers);
  res.end();
}

/** Answers a short problem (RFC 9457) once the body has been read: senders log all of it. */
export const problem = (
  res: ServerResponse,
  status: number,
  title: string,
  headers: OutgoingHttpHeaders = {},
): void => answer(res, status, { status, title }, headers);

/**
 * Refuses a request whose body is still coming in. The answer goes out at once; the connection
 * stays
 * open for `drainMs` at most, since closing it under an upload would take the answer back (RST).
 */
export function refuse(
  req: IncomingMessage,
  res: ServerResponse,
  status: number,
  title: string,
  { drainMs }: { readonly drainMs: number },
  headers: OutgoingHttpHeaders = {},
): void {
  if (res.destroyed || res.headersSent) return;
  write(res, status, { status, title }, { Connection: 'close', ...headers });
  const timer = setTimeout(() => res.end(), drainMs);
  const end = (): void => {
    clearTimeout(timer);
    res.end();
  };
  if (req.readableEnded) end();
  else req.once('end', end).once('close', end).resume();
}
