import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SimulatedMessage } from '../../src/core/simulated-phone.ts';
import { type PhoneStore, redisPhoneStore } from '../../src/embedded/phone-store.ts';
import { memoryPhoneStore } from '../support/memory-phone-store.ts';
import { type RealRedis, startRedis } from '../support/real-redis.ts';

let server: RealRedis;
const connections: Redis[] = [];

beforeAll(async () => {
  server = await startRedis();
});
afterAll(async () => {
  for (const connection of connections) connection.disconnect();
  await server.stop();
});

const connect = () => {
  const connection = new Redis(server.path);
  connections.push(connection);
  return connection;
};
let prefixes = 0;
const freshPrefix = () => `{piket-${(prefixes += 1)}}`;
const openRedis = (prefix: string) => redisPhoneStore(connect(), connect(), { prefix });

const text = (id: string): SimulatedMessage => ({
  id,
  from: 'piket',
  text: `text ${id}`,
  sentAt: 1_800_000_000_000,
});

const told = (store: PhoneStore) => new Promise<void>((resolve) => store.subscribe(resolve));

describe.each([
  ['memory', async () => memoryPhoneStore()],
  ['redis', () => openRedis(freshPrefix())],
])('the phone store in %s', (_name, open) => {
  it('keeps each phone its own texts, in order', async () => {
    const store = await open();
    await store.append('+12125550101', text('a'));
    await store.append('+12125550102', text('b'));
    await store.append('+12125550101', text('c'));
    expect(await store.all(['+12125550101', '+12125550102', '+12125550103'])).toEqual({
      '+12125550101': [text('a'), text('c')],
      '+12125550102': [text('b')],
      '+12125550103': [],
    });
    expect(await store.all([])).toEqual({});
  });

  it('forgets all but the latest 200 texts of a phone', async () => {
    const store = await open();
    for (let at = 0; at < 205; at += 1) await store.append('+12125550101', text(`${at}`));
    const kept = (await store.all(['+12125550101']))['+12125550101'];
    expect(kept).toHaveLength(200);
    expect(kept?.[0]).toEqual(text('5'));
  });

  it('tells its listeners of a new text until they leave', async () => {
    const store = await open();
    const heard: string[] = [];
    const leave = store.subscribe(() => heard.push('left'));
    leave();
    const change = told(store);
    await store.append('+12125550101', text('a'));
    await change;
    expect(heard).toEqual([]);
  });
});

it('tells the other processes on the same Redis', async () => {
  const prefix = freshPrefix();
  const [here, there] = [await openRedis(prefix), await openRedis(prefix)];
  const change = told(there);
  await here.append('+12125550101', text('a'));
  await change;
  expect(await there.all(['+12125550101'])).toEqual({ '+12125550101': [text('a')] });
});
