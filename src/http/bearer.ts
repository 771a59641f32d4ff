import type { RequestHandler, Response } from 'express';
import { sendProblem } from './problems.ts';
import { isSameSecret } from './same-secret.ts';

const bearerOf = (authorization: string | undefined): string | undefined =>
  /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];

export const hasBearer = (authorization: string | undefined, token: string): boolean => {
  const given = bearerOf(authorization);
  return given !== undefined && isSameSecret(given, token);
};

export const refuseBearer = (response: Response): void => {
  response.set('WWW-Authenticate', 'Bearer realm="piket"');
  sendProblem(response, 401, 'This needs `Authorization: Bearer` with the right token.');
};

export const requireBearer =
  (token: string): RequestHandler =>
  (request, response, next) =>
    hasBearer(request.headers.authorization, token) ? next() : refuseBearer(response);
