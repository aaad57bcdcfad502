import { expect, it } from 'vitest';
import { Dashboard, messages } from '../support/dashboard.js';

const dashboard = Dashboard.forFile({ API_TOKENS: 'the-token' });

it('asks for a token, says when it is wrong, and shows logs, live ones too, with the right one', async () => {
  const page = await dashboard.open('/?filter=source:guarded');
  const dialog = page.getByRole('dialog', { name: 'Sign in' });
  await dialog.getByLabel('Token').fill('another');
  await page.keyboard.press('Enter');
  await dialog.getByText('the token is not one of API_TOKENS').waitFor();
  await dialog.getByLabel('Token').fill('the-token');
  await page.keyboard.press('Enter');
  await page.getByText('Live', { exact: true }).first().waitFor();
  const answer = await fetch(`${dashboard.url}/data/fast`, {
    method: 'POST',
    headers: { authorization: 'Bearer the-token', 'content-type': 'application/json' },
    body: JSON.stringify({ source: 'guarded', message: 'seen' }),
  });
  expect(answer.status).toBe(202);
  await expect.poll(() => messages(page)).toEqual(['seen']);
});
