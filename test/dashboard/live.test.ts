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

it('no log is missed or shown twice over a server that goes away, and the page says so', async () => {
  await dashboard.send(numbered('gap', 0, 5));
  const page = await dashboard.open('/?filter=source:gap');
  await expect.poll(() => messages(page)).toEqual(newestFirst('gap', 0, 5));
  const port = new URL(dashboard.url).port;
  await dashboard.program.stop();
  await page.getByText('Reconnecting').first().waitFor();
  await dashboard.start({ PORT: port });
  await dashboard.send(numbered('gap', 5, 10));
  await expect.poll(() => messages(page), { timeout: 30_000 }).toEqual(newestFirst('gap', 0, 10));
  await page.getByText('Live', { exact: true }).first().waitFor();
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
