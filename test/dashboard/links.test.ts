import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Dashboard, messages, search } from '../support/dashboard.js';

const dashboard = Dashboard.forFile();
const FOLDER = join(import.meta.dirname, '..', '..', 'config', 'grafana', 'dashboards');
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

/** Every link of the Grafana dashboards to this page. */
function links(): string[] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  const found = files.flatMap((name) => [
    ...readFileSync(join(FOLDER, name), 'utf8').matchAll(/"url": "\$\{address:raw\}([^"]*)"/g),
  ]);
  return [...new Set(found.map((match) => match[1]!))];
}

it('the links of Grafana open the log they stand on', async () => {
  await dashboard.send([{ source: 'linked', message: 'the one' }]);
  await dashboard.send([{ source: 'linked', message: 'another' }]);
  const answer = await fetch(`${dashboard.url}/logs/?q=the%20one`);
  const { logs } = (await answer.json()) as { logs: { id: string }[] };
  expect(links().length).toBeGreaterThan(0);
  for (const link of links()) {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's own variable
    const page = await dashboard.open(link.replace('${__value.raw}', logs[0]!.id));
    await expect.poll(() => messages(page)).toEqual(['the one']);
  }
});

it('a filter and a time range in the address are the view, in RFC 3339 or back from now', async () => {
  await dashboard.send([
    { timestamp: ago(7200), source: 'ranged', message: 'too old' },
    { timestamp: ago(3600), source: 'ranged', message: 'within' },
    { timestamp: ago(60), source: 'ranged', message: 'too new' },
  ]);
  for (const range of [
    { from: ago(4000), to: ago(3000) },
    { from: '-70m', to: '-50m' },
  ]) {
    const query = new URLSearchParams({ filter: 'source:ranged', ...range });
    const page = await dashboard.open(`/?${query}`);
    await expect.poll(() => messages(page)).toEqual(['within']);
    expect(await search(page).inputValue()).toBe('source:ranged');
  }
});
