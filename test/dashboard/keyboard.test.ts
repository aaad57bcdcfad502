import type { Locator, Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { Dashboard, messages, rows, search, searchFor } from '../support/dashboard.js';

const dashboard = Dashboard.forFile();
const COUNT = 300;
const DETAIL = '.detail .full-message pre';

beforeAll(async () => {
  await dashboard.send(
    Array.from({ length: COUNT }, (_, n) => ({ source: 'keys', application: 'a', message: `key ${n}` })),
  );
});

const selectedText = (page: Page) =>
  page.locator('.row[aria-selected=true] .cell-message').evaluateAll((cells) => {
    return cells.map((cell) => cell.firstChild?.textContent).join();
  });
const newest = (back: number) => `key ${COUNT - 1 - back}`;
const density = (page: Page) => page.evaluate('document.documentElement.dataset.density');
const clock = (page: Page) => rows(page).first().locator('time').textContent();

async function hasFocus(page: Page, element: Locator): Promise<void> {
  const focused = page.locator(':focus');
  await expect
    .poll(async () => (await focused.count()) === 1 && (await element.and(focused).count()) === 1)
    .toBe(true);
}

async function selects(page: Page, back: number): Promise<void> {
  await expect.poll(() => selectedText(page)).toBe(newest(back));
}

/** What each key of the list of keys does, by its name there, in the order of trying. */
const KEYS: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  j: (page) => selects(page, 0),
  '↓': (page) => selects(page, 1),
  k: (page) => selects(page, 0),
  PageDown: (page) => selects(page, 20),
  '↑': (page) => selects(page, 19),
  PageUp: (page) => selects(page, 0),
  G: (page) => selects(page, COUNT - 1),
  g: (page) => selects(page, 0),
  End: (page) => selects(page, COUNT - 1),
  Home: (page) => selects(page, 0),
  Enter: (page) => expect.poll(() => page.locator(DETAIL).textContent()).toBe(newest(0)),
  Esc: (page) => page.locator(DETAIL).waitFor({ state: 'detached' }),
  space: (page) => page.getByText('Paused').first().waitFor(),
  w: (page) => page.locator('.scroller.wrap').waitFor(),
  t: (page) => expect.poll(() => clock(page)).toMatch(/^20/),
  d: (page) => expect.poll(() => density(page)).toBe('compact'),
  '/': (page) => hasFocus(page, search(page)),
  '?': (page) => page.getByRole('dialog', { name: 'Keyboard and search' }).waitFor(),
};
const NAMES: Readonly<Record<string, string>> = {
  '↓': 'ArrowDown',
  '↑': 'ArrowUp',
  Esc: 'Escape',
  space: ' ',
};

it('each key of the list does what it says, and the list has them all', async () => {
  const page = await dashboard.open('/?filter=source:keys');
  await expect.poll(async () => (await messages(page))[0]).toBe(newest(0));
  await page.getByText('Live', { exact: true }).first().waitFor();
  for (const [key, works] of Object.entries(KEYS)) {
    if (key === '?') await search(page).blur();
    await page.keyboard.press(NAMES[key] ?? key);
    await works(page);
  }
  const listed = await page.getByRole('dialog').locator('kbd').allTextContents();
  expect(listed.toSorted()).toEqual(Object.keys(KEYS).toSorted());
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

it('history goes through by keys, the last search first', async () => {
  const page = await dashboard.open('/');
  for (const filter of ['key source:keys', 'application:a']) {
    await searchFor(page, filter);
    await expect.poll(() => new URL(page.url()).searchParams.get('filter')).toBe(filter);
  }
  await search(page).fill('');
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => search(page).inputValue()).toBe('key source:keys');
});

it('a saved view is forgotten where somebody says so, and kept over a reload until then', async () => {
  const page = await dashboard.open('/?filter=source:keys');
  const views = page.getByRole('button', { name: 'Saved views' });
  await views.click();
  await page.getByRole('textbox', { name: 'Name of this view' }).fill('mine');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'mine', exact: true }).waitFor();
  await page.reload();
  await views.click();
  await page.getByRole('button', { name: 'Forget mine' }).click();
  await page.getByText('None yet').waitFor();
});

/** Where Tab leads, as names; each has to show that the focus is there. */
async function tabbedThrough(page: Page, until: string): Promise<string[]> {
  const names: string[] = [];
  for (let n = 0; n < 80 && (n < 20 || names.at(-1) !== until); n++) {
    await page.keyboard.press('Tab');
    const { name, marked } = await page.evaluate<{ name: string; marked: boolean }>(`(() => {
      const element = document.activeElement;
      const name = element.getAttribute('aria-label') ?? element.textContent.trim();
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      const around = getComputedStyle(element.closest('.search') ?? element);
      const marked = (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none'
        || around.boxShadow !== 'none' || around.outlineStyle !== 'none';
      return { name, marked };
    })()`);
    expect([name, marked]).toEqual([name, true]);
    names.push(name);
  }
  return names;
}

it('Tab goes through the page from the top to the list, and shows where it is', async () => {
  const page = await dashboard.open('/?filter=source:keys');
  await expect.poll(async () => (await messages(page))[0]).toBe(newest(0));
  await page.getByRole('region', { name: 'source' }).getByRole('button').first().waitFor();
  const names = await tabbedThrough(page, 'Logs');
  const order = ['Patterns', 'Pipeline', 'Keyboard shortcuts', 'Fields', 'Filter', 'Time range: Last hour'];
  order.push('Columns and display', 'Saved views', 'Export', 'Figures', 'Another field');
  const places = order.map((name) => names.indexOf(name));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

it('a menu takes the focus, and gives it back by Escape', async () => {
  const page = await dashboard.open('/?filter=source:keys');
  const button = page.getByRole('button', { name: /Time range/ });
  await button.focus();
  await page.keyboard.press('Enter');
  const inside = () => page.evaluate('document.activeElement.closest(".panel") !== null');
  await expect.poll(inside).toBe(true);
  await page.keyboard.press('Escape');
  await hasFocus(page, button);
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  for (let n = 0; n < 5; n++) await page.keyboard.press('Tab');
  const outside =
    'document.activeElement.closest("dialog") === null && document.activeElement !== document.body';
  expect(await page.evaluate(outside)).toBe(false);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await hasFocus(page, button);
});

it.each([
  [true, 'nothing moves for who wants it still'],
  [false, 'what is waited for breathes for all others'],
])('with reduced motion %s, %s', async (still) => {
  const page = await dashboard.open('/?filter=source:keys', { still });
  await page.routeWebSocket(/\/ws\/logs/, (socket) => void socket.close());
  await page.reload();
  await page.getByText('Reconnecting').first().waitFor();
  const moving = () => page.evaluate<number>('document.getAnimations().length');
  if (still) expect(await moving()).toBe(0);
  else await expect.poll(moving).toBeGreaterThan(0);
});
