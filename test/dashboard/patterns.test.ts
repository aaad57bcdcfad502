import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { Dashboard, messages, search } from '../support/dashboard.js';

const dashboard = Dashboard.forFile();
const patterns = (page: Page) => page.locator('.pattern a');
const USERS = ['alice', 'bob', 'carol', 'dave'];

it('messages are grouped by template, with counts, shares, levels and a sparkline', async () => {
  await dashboard.send([
    ...USERS.map((user) => ({ source: 'auth-1', level: 'INFO', message: `user ${user} logged in` })),
    ...[1, 2].map((n) => ({ source: 'db-1', level: 'ERROR', message: `connection ${n} to database lost` })),
  ]);
  // It came up last.
  await dashboard.send([{ source: 'db-1', level: 'WARN', message: 'disk nearly full' }]);
  const page = await dashboard.open('/?page=patterns');
  // A template is written down a moment after its first message, and again when it has become more general.
  await expect
    .poll(async () => {
      await page.reload();
      await patterns(page).first().waitFor();
      return patterns(page).allTextContents();
    })
    .toEqual(['user <*> logged in', 'connection <*> to database lost', 'disk nearly full']);
  const first = page.locator('.pattern').first();
  expect(await first.locator('.pattern-count').textContent()).toBe('4 57 %');
  expect(await first.locator('.pattern-levels').textContent()).toBe('INFO');
  expect(await first.locator('.sparkline path').getAttribute('d')).toMatch(/^M/);
  await page.getByText('3 patterns in 7 logs').waitFor();
});

it('those that came up last are first where that is wanted, and are called new', async () => {
  const page = await dashboard.open('/?page=patterns');
  await patterns(page).first().waitFor();
  await expect
    .poll(async () => {
      await page.reload();
      await patterns(page).first().waitFor();
      return page.locator('.badge-new').count();
    })
    .toBe(3);
  await page.getByLabel('newest').check();
  await expect.poll(() => patterns(page).first().textContent()).toBe('disk nearly full');
  expect(new URL(page.url()).searchParams.get('sort')).toBe('new');
});

it('a click shows the logs of a pattern within the filter; keys do, too', async () => {
  const page = await dashboard.open('/?page=patterns');
  await page.keyboard.press('/');
  await page.keyboard.type('source:db-1');
  await page.keyboard.press('Enter');
  await expect.poll(() => patterns(page).count()).toBe(2);
  await search(page).blur();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('Enter');
  await expect
    .poll(() => messages(page))
    .toEqual(['connection 2 to database lost', 'connection 1 to database lost']);
  expect(await search(page).inputValue()).toMatch(/^\(source:db-1\) template_id:\S+$/);
  await page.goBack();
  await expect.poll(() => patterns(page).count()).toBe(2);
});
