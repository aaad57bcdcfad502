import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { Dashboard, messages, rows } from '../support/dashboard.js';

const dashboard = Dashboard.forFile({ API_TOKENS: 'the-token,a-reader:read' });
const loginOf = (page: Page) => page.getByRole('dialog', { name: 'Log in' });

async function logIn(page: Page, token = 'the-token'): Promise<void> {
  await loginOf(page).getByLabel('Token').fill(token);
  await page.keyboard.press('Enter');
}

async function loggedIn(path: string): Promise<Page> {
  const page = await dashboard.open(path);
  await logIn(page);
  await loginOf(page).waitFor({ state: 'detached' });
  return page;
}

it('who may only read is shown how to send a first log, but not the button for samples', async () => {
  const page = await dashboard.open('/');
  await logIn(page, 'a-reader');
  await page.getByText('This needs a token with the scope ingest; yours has read.').waitFor();
  expect(await page.getByRole('button', { name: 'Make sample logs' }).isDisabled()).toBe(true);
});

it('asks for a token, says when it is wrong, and shows logs, live ones too, with the right one', async () => {
  const page = await dashboard.open('/?filter=source:guarded');
  await logIn(page, 'another');
  await loginOf(page).getByText('the token is not one of API_TOKENS').waitFor();
  await logIn(page);
  await page.getByText('Live', { exact: true }).first().waitFor();
  await dashboard.send([{ source: 'guarded', message: 'seen' }]);
  await expect.poll(() => messages(page)).toEqual(['seen']);
});

it('keeps the token nowhere: its cookie is the browser’s alone, and links go by it', async () => {
  await dashboard.send([{ source: 'kept', message: 'exported' }]);
  const page = await loggedIn('/?filter=source:kept');
  await expect.poll(() => messages(page)).toEqual(['exported']);
  const seen = await page.evaluate<string>(
    'JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }, location.href])',
  );
  expect(seen).not.toContain('the-token');
  expect(seen).not.toContain('laf_session');
  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: /NDJSON/ }).click(),
  ]);
  const [line] = await (await download.createReadStream()).toArray();
  expect(String(line)).toContain('"message":"exported"');
});

it('a session that ends asks for the token over the view, and goes on where it was', async () => {
  await dashboard.send(Array.from({ length: 300 }, (_, n) => ({ source: 'ends', message: `ends ${n}` })));
  const page = await loggedIn('/?filter=source:ends');
  await rows(page).first().waitFor();
  await page.locator('.scroller').hover();
  await page.mouse.wheel(0, 2000);
  await page.getByRole('button', { name: 'To the newest' }).waitFor();
  const place = () => page.locator('.scroller').evaluate(({ scrollTop }) => scrollTop);
  const before = await place();
  await page.context().clearCookies();
  await loginOf(page).waitFor();
  await dashboard.send([{ source: 'ends', message: 'sent meanwhile' }]);
  for (let n = 0; n < 3; n++) await page.keyboard.press('Escape');
  await logIn(page);
  await page.getByRole('button', { name: '1 new' }).waitFor();
  expect(await place()).toBe(before);
});

it('logging out leaves nothing to be seen, and the address leads back', async () => {
  await dashboard.send([{ source: 'out', message: 'secret' }]);
  const page = await loggedIn('/?filter=source:out');
  await expect.poll(() => messages(page)).toEqual(['secret']);
  await page.getByRole('button', { name: 'Log out' }).click();
  await loginOf(page).waitFor();
  expect(await rows(page).count()).toBe(0);
  await logIn(page);
  await expect.poll(() => messages(page)).toEqual(['secret']);
});

it('what a token may not do cannot be pressed, and the page says why', async () => {
  await dashboard.send([{ application: 'orders', source: 'shop', message: 'order A1 done' }]);
  const page = await dashboard.open('/?page=dead-letters');
  await logIn(page, 'a-reader');
  await loginOf(page).waitFor({ state: 'detached' });
  await letterIsThere(page);
  await page.locator('.letter').getByRole('checkbox').check();
  await page.getByText('This needs a token with the scope admin; yours has read.').waitFor();
  const buttons = ['Replay', 'Drop'].map((name) => page.getByRole('button', { name }));
  for (const button of buttons) expect(await button.isDisabled()).toBe(true);
  const other = await loggedIn('/?page=dead-letters');
  await letterIsThere(other);
  await other.locator('.letter').getByRole('checkbox').check();
  for (const name of ['Replay', 'Drop'])
    expect(await other.getByRole('button', { name }).isEnabled()).toBe(true);
  expect(await other.getByText('This needs a token').count()).toBe(0);
});

async function letterIsThere(page: Page): Promise<void> {
  const found = async () => {
    const count = await page.locator('.letter').count();
    if (count === 0) await page.reload();
    return count;
  };
  await expect.poll(found).toBe(1);
}
