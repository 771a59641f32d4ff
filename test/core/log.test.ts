import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { openLog } from '../../src/log.ts';

const logging = () => {
  const lines: string[] = [];
  const write = (chunk: Buffer, _encoding: string, done: () => void) => {
    lines.push(String(chunk));
    done();
  };
  return { lines, log: openLog('info', new Writable({ write })) };
};

it('tells of an error its name, its words and where it was thrown, and nothing that it carries', () => {
  const { lines, log } = logging();
  const command = { args: ['+12125550100'] };
  log.error({ path: '/x', err: Object.assign(new TypeError('not a list'), { command }) }, 'failed');
  log.error({ err: { phone: '+12125550100' } }, 'failed');
  const [first, second] = lines.map((line) => JSON.parse(line));
  expect(first).toMatchObject({ level: 50, msg: 'failed', path: '/x', err: { name: 'TypeError' } });
  expect(first.err.stack).toMatch(/^TypeError: not a list\n +at .*log\.test\.ts/);
  expect(second.err).toEqual({ name: 'object' });
  expect(lines.join()).not.toContain('+1212');
});
