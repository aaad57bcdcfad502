import { expect, it } from 'vitest';
import { Dashboard } from '../support/dashboard.js';

const dashboard = Dashboard.forFile({ API_TOKENS: 'the-token:read' });

it('Swagger UI works under its policy for who has signed in', async () => {
  const page = await dashboard.open('/');
  const status = await page.evaluate(async () => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ token: 'the-token' });
    return (await fetch('/session', { method: 'POST', headers, body })).status;
  });
  expect(status).toBe(200);
  await page.goto(`${dashboard.url}/api/docs`);
  await page.getByText('Search logs, newest first').click();
  await page.getByRole('button', { name: 'Try it out' }).click();
  await page.getByRole('button', { name: 'Execute' }).click();
  await page.locator('.responses-table .response-col_status', { hasText: '200' }).first().waitFor();
});
