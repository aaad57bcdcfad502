import type { Page, WebSocketRoute } from 'playwright-core';
import { expect, it } from 'vitest';
import { Dashboard, messages, rows, searchFor } from '../support/dashboard.js';

const dashboard = Dashboard.forFile();
const numbered = (source: string, from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => ({ source, message: `${source} ${from + n}` }));
const newestFirst = (source: string, from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => `${source} ${to - 1 - n}`);

it('what is sent comes by itself, and space holds it', async () => {
  await dashboard.send(numbered('space', 0, 3));
  const page = await dashboard.open('/?filter=source:space');
  await expect.poll(() => messages(page)).toEqual(newestFirst('space', 0, 3));
  await page.getByText('Live', { exact: true }).first().waitFor();
  await dashboard.send(numbered('space', 3, 5));
  await expect.poll(() => messages(page)).toEqual(newestFirst('space', 0, 5));
  await page.keyboard.press(' ');
  await page.getByText('Paused').first().waitFor();
  await dashboard.send(numbered('space', 5, 9));
  await page.getByRole('button', { name: '4 new' }).waitFor();
  expect(await messages(page)).toEqual(newestFirst('space', 0, 5));
  await page.keyboard.press(' ');
  await expect.poll(() => messages(page)).toEqual(newestFirst('space', 0, 9));
});

it('scrolling holds it, the number of new ones leads back', async () => {
  await dashboard.send(numbered('scroll', 0, 200));
  const page = await dashboard.open('/?filter=source:scroll');
  await rows(page).first().waitFor();
  await page.locator('.scroller').hover();
  await page.mouse.wheel(0, 1000);
  const before = await messages(page);
  await page.getByRole('button', { name: 'To the newest' }).waitFor();
  await dashboard.send(numbered('scroll', 200, 300));
  await page.getByRole('button', { name: '100 new' }).click();
  await expect.poll(async () => (await messages(page))[0]).toBe('scroll 299');
  expect(before[0]).not.toBe('scroll 199');
});

it('the newest may be at the bottom', async () => {
  await dashboard.send(numbered('bottom', 0, 100));
  const page = await dashboard.open('/?filter=source:bottom&newest=bottom');
  await expect.poll(async () => (await messages(page)).at(-1)).toBe('bottom 99');
  await dashboard.send(numbered('bottom', 100, 103));
  await expect.poll(async () => (await messages(page)).at(-1)).toBe('bottom 102');
});

it('a filter holds for what comes, too', async () => {
  await dashboard.send(numbered('other', 0, 1));
  const page = await dashboard.open('/?filter=source:other');
  await expect.poll(() => messages(page)).toEqual(['other 0']);
  await searchFor(page, 'source:wanted');
  await page.getByText('No logs match').waitFor();
  await dashboard.send([...numbered('wanted', 0, 1), ...numbered('other', 1, 2)]);
  await expect.poll(() => messages(page)).toEqual(['wanted 0']);
});

/** A network between a page and the feed that can be cut. */
async function cuttable(page: Page): Promise<{ cut(): Promise<void>; mend(): void }> {
  const open = new Set<WebSocketRoute>();
  let whole = true;
  await page.routeWebSocket(/\/ws\/logs/, (socket) => {
    if (!whole) return void socket.close();
    socket.connectToServer();
    open.add(socket);
  });
  await page.reload();
  return {
    cut: async () => {
      whole = false;
      await Promise.all([...open].map((socket) => socket.close()));
      open.clear();
      await page.getByText('Reconnecting').first().waitFor();
    },
    mend: () => {
      whole = true;
    },
  };
}

/** Ids of the logs in the list, from the top. */
const ids = (page: Page) =>
  rows(page).evaluateAll((elements) =>
    elements
      .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
      .map(({ id }) => id.slice('log-'.length)),
  );

/** What the store has, newest first. */
async function storedIds(filter: string): Promise<string[]> {
  const query = new URLSearchParams({ filter, limit: '1000' });
  const answer = await fetch(`${dashboard.url}/logs/?${query}`);
  return ((await answer.json()) as { logs: { id: string }[] }).logs.map(({ id }) => id);
}

it('no log is missed or shown twice over a server that goes away, and the page says so', async () => {
  const source = 'gap';
  await dashboard.send(numbered(source, 0, 5));
  const page = await dashboard.open(`/?filter=source:${source}`);
  await expect.poll(() => messages(page)).toEqual(newestFirst(source, 0, 5));
  await page.getByText('Live', { exact: true }).first().waitFor();
  await dashboard.send(numbered(source, 5, 8));
  await expect.poll(() => messages(page)).toEqual(newestFirst(source, 0, 8));
  const port = new URL(dashboard.url).port;
  const dataDir = dashboard.program.dataDir;
  await dashboard.program.stop();
  await page.getByText('Reconnecting').first().waitFor();
  await dashboard.start({ PORT: port, DATA_DIR: dataDir });
  await dashboard.send(numbered(source, 8, 14));
  await page.getByText('Live', { exact: true }).first().waitFor();
  await dashboard.send(numbered(source, 14, 16));
  await expect.poll(() => messages(page), { timeout: 30_000 }).toEqual(newestFirst(source, 0, 16));
  expect(await ids(page)).toEqual(await storedIds(`source:${source}`));
});

it('a machine that was away is told how many came, and a pause loses none either', async () => {
  await dashboard.send(numbered('away', 0, 3));
  const page = await dashboard.open('/?filter=source:away');
  const network = await cuttable(page);
  await page.getByText('Live', { exact: true }).first().waitFor();
  await dashboard.send(numbered('away', 3, 4));
  await expect.poll(() => messages(page)).toEqual(newestFirst('away', 0, 4));
  await network.cut();
  await dashboard.send(numbered('away', 4, 11));
  network.mend();
  await page.locator('.missed-note', { hasText: '7 came while it was not connected' }).waitFor();
  await expect.poll(() => messages(page)).toEqual(newestFirst('away', 0, 11));
  await page.keyboard.press(' ');
  await network.cut();
  await dashboard.send(numbered('away', 11, 20));
  network.mend();
  await page.getByRole('button', { name: '9 new' }).waitFor();
  await page.keyboard.press(' ');
  await expect.poll(() => messages(page)).toEqual(newestFirst('away', 0, 20));
  expect(await ids(page)).toEqual(await storedIds('source:away'));
});

it('who has missed thousands is shown the newest, and the rest by scrolling', async () => {
  await dashboard.send(numbered('many', 0, 2));
  const page = await dashboard.open('/?filter=source:many');
  const network = await cuttable(page);
  await page.getByText('Live', { exact: true }).first().waitFor();
  await dashboard.send(numbered('many', 2, 3));
  await expect.poll(() => messages(page)).toEqual(newestFirst('many', 0, 3));
  await network.cut();
  for (let n = 3; n < 4503; n += 500) await dashboard.send(numbered('many', n, n + 500));
  network.mend();
  await page.getByText('More than 3,000 came while it was not connected').first().waitFor();
  // Older ones are there to be fetched: it is the newest page.
  await expect.poll(() => page.getByRole('grid').getAttribute('aria-rowcount')).toBe('-1');
  await expect.poll(async () => (await messages(page))[0]).toBe('many 4502');
  await page.getByRole('grid').press('End');
  await expect.poll(async () => (await messages(page)).at(-1), { timeout: 30_000 }).toBe('many 0');
});

it('a flood is shown calmly, with its true rate and every log', async () => {
  const page = await dashboard.open('/?filter=source:flood');
  await page.getByText('Live', { exact: true }).first().waitFor();
  for (let n = 0; n < 20; n++) await dashboard.send(numbered('flood', n * 200, n * 200 + 200));
  await expect.poll(async () => (await messages(page))[0]).toBe('flood 3999');
  expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe('4001');
  const rate = (await page.locator('.live-detail').textContent())!;
  expect(Number.parseFloat(rate.replace(',', ''))).toBeGreaterThan(50);
});
