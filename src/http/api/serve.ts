import type { RequestHandler, Router } from 'express';
import type { z } from 'zod';
import { Problem, whatIsWrong } from '../problems.ts';
import type { Operation } from './operations.ts';

const parse = <Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
  status: 400 | 422,
): z.output<Schema> => {
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new Problem(status, whatIsWrong(parsed.error));
  return parsed.data;
};

/** The number in the path; 0, which no incident has, where the path has none. */
const numberOf = (text: unknown): number => {
  if (text === undefined) return 0;
  if (typeof text !== 'string' || !/^[1-9]\d{0,14}$/.test(text)) throw noIncident();
  return Number(text);
};

export const noIncident = (): Problem => new Problem(404, 'There is no such incident.');

/** Mounts an operation: parses what comes in and sends what `answer` gives. */
export const serve = <Query extends z.ZodObject, Body extends z.ZodType, Answer extends z.ZodType>(
  router: Router,
  operation: Operation<Query, Body, Answer>,
  answer: (asked: {
    readonly number: number;
    readonly query: z.output<Query>;
    readonly body: z.output<Body>;
  }) => z.input<Answer> | Promise<z.input<Answer>>,
): void => {
  const handler: RequestHandler = async (request, response) => {
    const number = numberOf(request.params['number']);
    const query = parse(operation.query, request.query, 400);
    const body = parse(operation.body, request.body ?? {}, 422);
    response.status(operation.status).json(await answer({ number, query, body }));
  };
  router[operation.method](operation.path, handler);
};
