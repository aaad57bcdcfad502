import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { Dashboard, rows } from '../support/dashboard.js';

const dashboard = Dashboard.forFile();
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const card = (page: Page, title: string) => page.locator('.card', { hasText: title }).textContent();

it('the cards say how many, how fast, how bad and how that has changed, from where, and what waits', async () => {
  const logs = (minutes: number, level: string, count: number, source: string) =>
    Array.from({ length: count }, (_, n) => ({
      timestamp: ago(minutes),
      level,
      source,
      message: `${level} ${n} of ${minutes}`,
    }));
  await dashboard.send([
    ...logs(90, 'INFO', 9, 'web-1'),
    ...logs(90, 'ERROR', 1, 'web-1'),
    ...logs(10, 'INFO', 6, 'web-1'),
    ...logs(2, 'INFO', 1, 'web-2'),
    ...logs(1, 'ERROR', 3, 'web-3'),
  ]);
  const page = await dashboard.open('/');
  await rows(page).first().waitFor();
  await expect.poll(() => card(page, 'Total')).toBe('Total10logs');
  await expect.poll(() => card(page, 'Error rate')).toBe('Error rate, last hour30 %▲ 20 points');
  await expect.poll(() => card(page, 'Active sources')).toBe('Active sources2in the last 5 minutes');
  await expect.poll(() => card(page, 'Queue lag')).toMatch(/^Queue lag0/);
  await dashboard.send(logs(0, 'INFO', 200, 'web-1'));
  await expect
    .poll(async () => Number(/^Events\/s([\d.]+)now/.exec((await card(page, 'Events/s'))!)?.[1]))
    .toBeGreaterThan(5);
  await expect.poll(() => card(page, 'Total')).toBe('Total210logs');
});
