import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ACKED, PAGE, phonesWorld, serve } from '../support/phones-world.ts';
import { program } from '../support/programs.ts';

let browser: Browser;
let server: Awaited<ReturnType<typeof serve>>;
let world: ReturnType<typeof phonesWorld>;

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: program('chromium').command,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
});
afterAll(() => browser.close());

beforeEach(async () => {
  world = phonesWorld();
  server = await serve(world.app);
});
afterEach(() => {
  world.close();
  server.close();
});

type Look = NonNullable<Parameters<Browser['newPage']>[0]>;

/** Runs on an open page, and fails on anything the page complains of. */
const onPhones = async (look: Look, story: (page: Page) => Promise<void>) => {
  const page = await browser.newPage(look);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(`${server.origin}/phones`);
  await story(page);
  expect(complaints).toEqual([]);
  await page.close();
};

const phone = (page: Page, name: string) => page.getByRole('article', { name });
const live = (page: Page) => page.getByText('Live', { exact: true }).waitFor();

describe('the simulated phones in a browser', () => {
  it.each(['light', 'dark'] as const)('a page arrives live and is answered, in %s', (colorScheme) =>
    onPhones({ colorScheme }, async (page) => {
      await live(page);
      const bob = phone(page, 'Bob');
      expect(await bob.count()).toBe(0);

      await world.page('Bob');
      await bob.getByText(PAGE).waitFor();
      await bob.getByText('Unanswered').waitFor();
      await page.waitForFunction(() => document.title.startsWith('(1) '));

      await bob.getByRole('button', { name: '475 ack', exact: true }).click();
      await bob.getByText(ACKED).waitFor();
      await bob.getByText('Unanswered').waitFor({ state: 'detached' });
      await bob.getByRole('button', { name: 'UNDO 475' }).waitFor();
      expect(world.heard.map(({ body }) => body)).toEqual(['475']);
      expect(new URL(page.url()).pathname).toBe('/phones');
    }),
  );

  it('leaves alone what is being typed while a page arrives', () =>
    onPhones({}, async (page) => {
      await live(page);
      const ada = phone(page, 'Ada');
      const box = ada.getByRole('textbox');
      await box.pressSequentially('who is ');
      await world.page('Ada');
      await ada.getByText(PAGE).waitFor();
      await world.page('Carol');
      await phone(page, 'Carol').getByText(PAGE).waitFor();
      await page.keyboard.type('on call');
      expect(await box.inputValue()).toBe('who is on call');
      await page.keyboard.press('Enter');
      await ada.getByRole('log').getByText('who is on call').waitFor();
      expect(await box.inputValue()).toBe('');
      expect(await box.evaluate((input) => input === document.activeElement)).toBe(true);
    }));

  it('keeps the newest text in view', () =>
    onPhones({}, async (page) => {
      await live(page);
      for (let at = 1; at <= 30; at += 1) await world.page('Ada', `P3 #${at} disk: text ${at}.`);
      const newest = phone(page, 'Ada').getByText('text 30.');
      await newest.waitFor();
      const [box, thread] = [
        await newest.boundingBox(),
        await phone(page, 'Ada').getByRole('log').boundingBox(),
      ];
      if (box === null || thread === null) throw new Error('the text is not laid out');
      expect(box.y + box.height).toBeLessThanOrEqual(thread.y + thread.height);
    }));

  it('says that Piket does not answer, and keeps the text', async () => {
    const page = await browser.newPage();
    await page.goto(`${server.origin}/phones`);
    await live(page);
    server.close();
    await page.getByText('Reconnecting…').waitFor();
    const ada = phone(page, 'Ada');
    await ada.getByRole('textbox').fill('475');
    await page.keyboard.press('Enter');
    await ada.getByText('Piket does not answer.').waitFor();
    expect(await ada.getByRole('textbox').inputValue()).toBe('475');
    await page.close();
  });

  it('works by plain forms without JavaScript', () =>
    onPhones({ javaScriptEnabled: false }, async (page) => {
      await world.page('Bob');
      await page.getByRole('link', { name: 'Reload for new texts' }).click();
      await phone(page, 'Bob').getByRole('button', { name: '475 ack', exact: true }).click();
      await phone(page, 'Bob').getByText(ACKED).waitFor();
      await phone(page, 'Bob').getByRole('textbox').fill('LIST');
      await page.getByRole('button', { name: "Send from Bob's phone" }).click();
      await phone(page, 'Bob').getByRole('log').getByText('LIST').waitFor();
      expect(world.heard.map(({ body }) => body)).toEqual(['475', 'LIST']);
    }));

  it.each([
    { width: 320, height: 640 },
    { width: 390, height: 844 },
    { width: 1280, height: 900 },
  ])('needs no sideways scrolling at $width pixels', (viewport) =>
    onPhones({ viewport }, async (page) => {
      await world.page('Ada', `P1 #42 ${'long-name-without-a-blank'.repeat(6)}. Reply 475=ack`);
      await phone(page, 'Ada').getByText('long-name').waitFor();
      const widths = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        window.innerWidth,
      ]);
      expect(widths[0]).toBeLessThanOrEqual(widths[1] ?? 0);
    }),
  );
});
