import { expect, it } from 'vitest';
import { Dashboard } from '../support/dashboard.js';

const dashboard = Dashboard.forFile();
const order = (message: string) => ({ application: 'orders', source: 'shop', message });

it('dead letters say why, are tried again and are dropped', async () => {
  await dashboard.send([order('order A1 done'), order('order A2 done'), order('order A3 done')]);
  const page = await dashboard.open('/?page=dead-letters');
  const letters = page.locator('.letter');
  await expect
    .poll(async () => {
      const count = await letters.count();
      if (count < 3) await page.reload();
      return count;
    })
    .toBe(3);
  expect(await letters.first().locator('.letter-reason').textContent()).toContain(
    'order %{INT:order_id} done',
  );
  await letters.first().locator('summary').click();
  await letters.first().locator('.raw pre').waitFor();

  await letters.first().getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Replay' }).click();
  await page.getByText('1 on their way again').waitFor();
  await expect.poll(() => page.getByText(/2 tries/).count()).toBe(1);

  await page.getByLabel('All', { exact: true }).check();
  await page.getByRole('button', { name: 'Drop' }).click();
  await page.getByRole('button', { name: 'Keep them' }).click();
  expect(await letters.count()).toBe(3);
  await page.getByRole('button', { name: 'Drop' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Drop', exact: true }).click();
  await page.getByText('No dead letters').waitFor();
});

it('the pipeline is drawn with what its stages have done', async () => {
  const page = await dashboard.open('/?page=pipeline');
  const stage = (name: string) =>
    page.locator('.stage', { has: page.getByRole('heading', { name, exact: true }) });
  await expect
    .poll(() => page.locator('.stage h2').allTextContents())
    .toEqual([...['http', 'queue', 'parse', 'patterns', 'orders', 'store', 'live']]);
  await dashboard.send([{ source: 'a', message: 'one more' }]);
  await expect.poll(() => stage('http').textContent()).toMatch(/[1-9]\d* in all/);
  await expect.poll(() => stage('orders').textContent()).toContain('dead letters');
  expect(await stage('orders').locator('.stage-when').textContent()).toBe('when application:orders');
  expect(await page.locator('.canvas path').count()).toBe(6);
});

it('each page has an address, and Back leads to the one before', async () => {
  const page = await dashboard.open('/');
  await page.getByRole('link', { name: 'Pipeline' }).click();
  await page.locator('.stage').first().waitFor();
  expect(new URL(page.url()).search).toBe('?page=pipeline');
  await page.goBack();
  await page.getByRole('grid').waitFor();
});
