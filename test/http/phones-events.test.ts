import { afterEach, describe, expect, it } from 'vitest';
import { phonesWorld, serve } from '../support/phones-world.ts';

let server: Awaited<ReturnType<typeof serve>>;

const open = async () => {
  const world = phonesWorld();
  server = await serve(world.app);
  const leave = new AbortController();
  const answer = await fetch(`${server.origin}/phones/events`, { signal: leave.signal });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let heard = '';
  const hear = async (words: string) => {
    while (!heard.includes(words)) {
      const part = await reader?.read();
      if (part === undefined || part.done) return 'ended';
      heard += part.value;
    }
    return 'heard';
  };
  return { world, answer, hear, leave };
};

afterEach(() => server.close());

describe('GET /phones/events', () => {
  it('tells of a change on any phone', async () => {
    const { world, answer, hear } = await open();
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    expect(await hear('retry: 1000\n\n')).toBe('heard');
    await world.page('Bob');
    expect(await hear('event: change\n')).toBe('heard');
  });

  it('ends when Piket closes, so that the server can stop', async () => {
    const { world, hear } = await open();
    await hear('retry');
    world.close();
    expect(await hear('never said')).toBe('ended');
  });

  it('survives a reader who leaves', async () => {
    const { world, hear, leave } = await open();
    await hear('retry');
    leave.abort();
    await world.page('Bob');
    await expect(world.page('Carol')).resolves.toBeDefined();
  });
});
