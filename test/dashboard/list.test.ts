import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { Dashboard, messages, rows } from '../support/dashboard.js';

const dashboard = Dashboard.forFile();
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
const columns = (page: Page) => page.getByRole('columnheader').allTextContents();

/** Drags with the mouse from the middle of one thing, by steps as a hand does. */
async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, to.y, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
}

async function middleOf(page: Page, name: string, role: 'button' | 'separator' = 'button') {
  const box = (await page.getByRole(role, { name, exact: true }).boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

it('a column is moved by dragging its name, and made wider by dragging its edge', async () => {
  await dashboard.send([{ source: 'dragged', application: 'a', message: 'drag me' }]);
  const page = await dashboard.open('/?filter=source:dragged');
  await rows(page).first().waitFor();
  expect(await columns(page)).toEqual(['time', 'level', 'source', 'application', 'message']);
  await drag(page, await middleOf(page, 'application'), await middleOf(page, 'level'));
  await expect.poll(() => columns(page)).toEqual(['time', 'application', 'level', 'source', 'message']);

  const widthOf = async () => (await rows(page).first().locator('.cell-source').boundingBox())!.width;
  const before = await widthOf();
  const edge = await middleOf(page, 'Width of source', 'separator');
  await drag(page, edge, { x: edge.x + 70, y: edge.y });
  expect(Math.round((await widthOf()) - before)).toBe(70);
  await page.reload();
  await rows(page).first().waitFor();
  expect(await columns(page)).toEqual(['time', 'application', 'level', 'source', 'message']);
  expect(Math.round((await widthOf()) - before)).toBe(70);
});

it('long lines are cut at the edge, or wrapped so that all is to be seen', async () => {
  const message = Array.from({ length: 120 }, (_, n) => `word${n}`).join(' ');
  await dashboard.send([
    { source: 'wrapped', message: `begin ${'0123456789'.repeat(100_000)}` },
    { source: 'wrapped', message },
    { source: 'wrapped', message: 'first line\nsecond line' },
  ]);
  const page = await dashboard.open('/?filter=source:wrapped');
  await expect.poll(() => rows(page).count()).toBe(3);
  const heights = async () =>
    (await rows(page).evaluateAll((found) => found.map((row) => row.clientHeight))).sort((a, b) => a - b);
  expect(new Set(await heights()).size).toBe(1);
  expect(await messages(page)).toContain('first line ↵ second line');
  await page.keyboard.press('w');
  await expect.poll(async () => (await heights())[0]! >= 34).toBe(true);
  const cut = await rows(page)
    .locator('.cell-message')
    .evaluateAll((cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth).length);
  expect(cut).toBe(0);
  expect(await messages(page)).toContain('first line\nsecond line');
  await page.getByText('975 KB more').waitFor();
});

it('times are of this place, UTC, or back from now', async () => {
  await dashboard.send([{ timestamp: ago(125), source: 'timed', message: 'when' }]);
  const page = await dashboard.open('/?filter=source:timed', { timezone: 'Asia/Kolkata' });
  const time = rows(page).first().locator('time');
  const stamp = (await time.getAttribute('datetime'))!;
  const here = new Date(Date.parse(stamp) + 5.5 * 3_600_000).toISOString();
  const written = (iso: string) => iso.replace('T', ' ').slice(0, 23);
  expect(await time.textContent()).toBe(written(here));
  await page.keyboard.press('t');
  await expect.poll(() => time.textContent()).toBe(written(stamp));
  await page.keyboard.press('t');
  await expect.poll(() => time.textContent()).toBe('2 m ago');
});

it('an address holds the whole view: whoever opens it sees the same', async () => {
  await dashboard.send([
    { source: 'shared', level: 'ERROR', message: 'seen 1', status: 500 },
    { source: 'shared', level: 'WARN', message: 'seen 2', status: 404 },
    { source: 'shared', level: 'DEBUG', message: 'hidden', status: 200 },
  ]);
  const page = await dashboard.open('/?filter=source:shared&from=-3h');
  await expect.poll(() => rows(page).count()).toBe(3);
  await page.locator('.legend-item', { hasText: 'DEBUG' }).click();
  await page.getByRole('button', { name: 'Columns and display' }).click();
  await page.getByRole('checkbox', { name: 'status' }).check();
  await page.getByLabel('Wrap long messages').check();
  await page.getByLabel('Metadata after the message').uncheck();
  await page.getByLabel('utc').check();
  await page.getByLabel('bottom').check();
  await page.keyboard.press('Escape');
  await page.getByRole('complementary').getByRole('textbox', { name: 'Another field' }).fill('status');
  await page.keyboard.press('Enter');
  await expect.poll(() => rows(page).count()).toBe(2);
  await rows(page).first().click();
  await expect.poll(() => shownBy(page)).toMatchObject({ detail: expect.stringContaining('seen') });
  const shared = await dashboard.open(new URL(page.url()).search);
  await expect.poll(() => shownBy(shared)).toEqual(await shownBy(page));
});

/** All that somebody sees whom a view is shared with. */
async function shownBy(page: Page): Promise<unknown> {
  const texts = (selector: string) => page.locator(selector).allTextContents();
  return {
    columns: await columns(page),
    rows: await rows(page).evaluateAll((found) =>
      found
        .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
        .map(({ textContent }) => textContent),
    ),
    wrapped: await page.locator('.scroller.wrap').count(),
    levels: await page.locator('.legend-item[aria-pressed=true]').count(),
    facets: await texts('.facet h2'),
    range: await texts('.range > button'),
    filter: await page.getByRole('combobox').inputValue(),
    detail: (await texts('.detail .full-message pre')).join(),
  };
}

it('a search that takes long goes on until it finds something, and says how far it is', async () => {
  await dashboard.send([{ source: 'far', message: 'found at last' }]);
  const page = await dashboard.open('/?live=0');
  await rows(page).first().waitFor();
  let release = () => {};
  const asked = new Promise<void>((resolve) => {
    release = resolve;
  });
  // In place of a server that has looked at a part for ten seconds.
  await page.route('**/logs/?*', async (route) => {
    const query = new URL(route.request().url()).searchParams;
    if (query.get('cursor') === null) {
      const searched_back_to = '2026-01-02T03:04:05.000000Z';
      return route.fulfill({ json: { logs: [], next_cursor: 'further', truncated: true, searched_back_to } });
    }
    await asked;
    await route.continue({ url: `${dashboard.url}/logs/?filter=source:far` });
  });
  await page.goto(`${dashboard.url}/?live=0&filter=source:far&clock=utc`);
  await page.getByText('Nothing since 2026-01-02 03:04:05.000. Looking further back').waitFor();
  release();
  await expect.poll(() => messages(page)).toEqual(['found at last']);
});

it('a search that got nowhere does not say that there is nothing', async () => {
  const page = await dashboard.open('/?live=0');
  await page.route('**/logs/?*', (route) =>
    route.fulfill({ json: { logs: [], next_cursor: null, truncated: true, searched_back_to: null } }),
  );
  await page.goto(`${dashboard.url}/?live=0&filter=source:slow`);
  await page.getByText('The search took too long').waitFor();
  expect(await page.getByText('No logs match').count()).toBe(0);
});
