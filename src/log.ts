import type { Writable } from 'node:stream';
import { pino } from 'pino';
import { PinoPretty as pretty } from 'pino-pretty';
import type { Log } from './ports.ts';

/** Its words and where it was thrown; what else it carries may be a command with a text in it. */
const tellError = (error: unknown) =>
  error instanceof Error ? { name: error.name, stack: error.stack } : { name: typeof error };

/** Where lines go: a terminal, a file or pipe by its descriptor, or a stream of a test. */
type Output = Writable & { readonly isTTY?: boolean; readonly fd?: number };

/** Lines of JSON for programs; in a terminal, lines to read. */
export function openLog(level: string, output: Output): Log {
  const options = { level, base: null, serializers: { err: tellError } };
  if (output.isTTY === true) {
    const [translateTime, ignore] = ['SYS:HH:MM:ss', 'pid,hostname'];
    return pino(options, pretty({ singleLine: true, translateTime, ignore, destination: output }));
  }
  return pino(options, output.fd === undefined ? output : pino.destination(output.fd));
}
