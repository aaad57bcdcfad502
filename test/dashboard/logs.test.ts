import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { Dashboard, messages, rows, search, searchFor } from '../support/dashboard.js';

const dashboard = Dashboard.forFile();
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
/** What has been copied. */
const clipboard = (page: Page) => page.evaluate<string>('navigator.clipboard.readText()');
const parameter = (url: string, name: string) => new URL(url).searchParams.get(name);

it('the first run shows how to send a log, and gives way to the first one', async () => {
  const page = await dashboard.open();
  await page.getByRole('heading', { name: 'Nothing here yet' }).waitFor();
  expect(await page.locator('.way pre').allTextContents()).toContainEqual(
    expect.stringContaining(`curl ${dashboard.url}/data/`),
  );
  await page.getByRole('button', { name: 'Make sample logs' }).click();
  await rows(page).first().waitFor();
  await expect.poll(() => page.locator('.card', { hasText: 'Total' }).textContent()).toContain('300');
  await expect
    .poll(() => page.locator('.legend-item', { hasText: 'INFO' }).textContent())
    .toMatch(/INFO[1-9]/);
});

describe('search', () => {
  it('finds, remembers, and has all in its address', async () => {
    await dashboard.send([
      {
        timestamp: ago(20),
        level: 'ERROR',
        source: 'find-1',
        application: 'a',
        message: 'needle one',
        status: 503,
      },
      {
        timestamp: ago(10),
        level: 'INFO',
        source: 'find-2',
        application: 'a',
        message: 'needle two',
        status: 200,
      },
    ]);
    const page = await dashboard.open();
    await page.keyboard.press('/');
    await page.keyboard.type('needle status:>=500');
    await page.keyboard.press('Enter');
    await expect.poll(() => messages(page)).toEqual(['needle one']);
    expect(parameter(page.url(), 'filter')).toBe('needle status:>=500');
    await searchFor(page, 'needle');
    await expect.poll(() => messages(page)).toEqual(['needle two', 'needle one']);

    const shared = await dashboard.open(`/${new URL(page.url()).search}`);
    await expect.poll(() => messages(shared)).toEqual(['needle two', 'needle one']);
    await page.goBack();
    await expect.poll(() => messages(page)).toEqual(['needle one']);

    await search(page).fill('');
    await expect
      .poll(() => page.getByRole('option').allTextContents())
      .toEqual(['needlerecent', 'needle status:>=500recent']);
  });

  it('completes fields and values by keys alone', async () => {
    const page = await dashboard.open();
    await rows(page).first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('sour');
    await page.getByRole('option', { name: 'source' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('find-');
    await page.getByRole('option', { name: 'find-1' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await search(page).inputValue()).toBe('source:find-1 ');
    await page.keyboard.press('Enter');
    await expect.poll(() => messages(page)).toEqual(['needle one']);
  });

  it('shows a mistake under its caret, whoever finds it, and keeps what was there', async () => {
    const page = await dashboard.open('/?filter=needle');
    await expect.poll(async () => (await messages(page)).length).toBe(2);
    await searchFor(page, 'level:(ERROR OR WARN');
    const problem = page.locator('.search-problem');
    await expect.poll(() => problem.textContent()).toContain('expected ")", AND or OR');
    expect(await problem.locator('pre').textContent()).toBe(`level:(ERROR OR WARN\n${' '.repeat(20)}^`);
    expect((await messages(page)).length).toBe(2);
    await searchFor(page, 'x level:LOUD');
    await expect.poll(() => problem.textContent()).toContain('LOUD');
    expect(await problem.locator('pre').textContent()).toBe(`x level:LOUD\n${' '.repeat(8)}^`);
  });

  it('keeps views by name', async () => {
    const page = await dashboard.open('/?filter=needle&wrap=1');
    await page.getByRole('button', { name: 'Saved views' }).click();
    await page.getByRole('textbox', { name: 'Name of this view' }).fill('needles');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await searchFor(page, '');
    await page.getByRole('button', { name: 'Saved views' }).click();
    await page.getByRole('button', { name: 'needles', exact: true }).click();
    await expect.poll(() => messages(page)).toEqual(['needle two', 'needle one']);
    expect(parameter(page.url(), 'wrap')).toBe('1');
  });

  it('a range of its own', async () => {
    const page = await dashboard.open('/?filter=needle');
    await page.getByRole('button', { name: /Time range/ }).click();
    await page.getByRole('textbox', { name: 'From' }).fill('2020-01-01T00:00:00Z');
    await page.getByRole('textbox', { name: 'To' }).fill('2020-01-02T00:00:00Z');
    await page.keyboard.press('Enter');
    await page.getByText('No logs match').waitFor();
    await page.getByRole('button', { name: 'Search all time' }).click();
    await expect.poll(() => messages(page)).toEqual(['needle two', 'needle one']);
  });
});

describe('facets, levels and the histogram', () => {
  it('a click takes a value, another one beside it, alt leaves it out', async () => {
    const page = await dashboard.open('/?filter=needle');
    const source = page.getByRole('region', { name: 'source' });
    await source.getByRole('button', { name: /^find-1/ }).click();
    await expect.poll(() => search(page).inputValue()).toBe('needle source:find-1');
    await expect.poll(() => messages(page)).toEqual(['needle one']);
    await source.getByRole('button', { name: /^find-2/ }).click();
    await expect.poll(() => messages(page)).toEqual(['needle two', 'needle one']);
    await source.getByRole('button', { name: /^find-1/ }).click({ modifiers: ['Alt'] });
    await expect.poll(() => search(page).inputValue()).toBe('needle source:find-2 -source:find-1');
    await expect.poll(() => messages(page)).toEqual(['needle two']);
  });

  it('any field of the metadata is one', async () => {
    const page = await dashboard.open('/?filter=needle');
    await page.getByRole('complementary').getByRole('textbox', { name: 'Another field' }).fill('status');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'status' }).getByRole('button', { name: /^503/ }).click();
    await expect.poll(() => search(page).inputValue()).toBe('needle status:503');
  });

  it('a level is hidden by a click, its count stays', async () => {
    const page = await dashboard.open('/?filter=needle');
    await page.locator('.legend-item', { hasText: 'ERROR' }).click();
    await expect.poll(() => messages(page)).toEqual(['needle two']);
    expect(parameter(page.url(), 'hidden')).toBe('ERROR');
    await expect.poll(() => page.locator('.legend-item', { hasText: 'ERROR' }).textContent()).toBe('ERROR1');
  });

  it('dragging over the histogram looks at that time only, and back', async () => {
    const page = await dashboard.open();
    await expect
      .poll(() => page.locator('.legend-item', { hasText: 'INFO' }).textContent())
      .toMatch(/INFO[1-9]/);
    const chart = page.locator('.u-over');
    const box = (await chart.boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.2, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 20, { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => parameter(page.url(), 'to')).toMatch(/^20/);
    await page.getByText('Not live').first().waitFor();
    await page.getByRole('button', { name: 'Zoom out' }).click();
    await expect.poll(() => parameter(page.url(), 'to')).toBeNull();
    expect(parameter(page.url(), 'from')).toBeNull();
  });

  it('who came by a link to a short time sees twice as much, and stays on the page', async () => {
    const page = await dashboard.open('/?from=2025-11-11T10:00:00Z&to=2025-11-11T10:10:00Z');
    await page.getByRole('button', { name: 'Zoom out' }).click();
    await expect.poll(() => parameter(page.url(), 'from')).toBe('2025-11-11T09:55:00.000Z');
    expect(parameter(page.url(), 'to')).toBe('2025-11-11T10:15:00.000Z');
  });
});

describe('the list', () => {
  it('shows colours of terminals, and never their escapes', async () => {
    await dashboard.send([{ source: 'ansi', message: '\u001b[31mred\u001b[0m\u001b[2K alarm\u0007' }]);
    const page = await dashboard.open('/?filter=source:ansi');
    const cell = rows(page).first().locator('.cell-message');
    await expect.poll(() => cell.locator('.ansi-1').textContent()).toBe('red');
    expect(await cell.textContent()).toBe('red alarm');
  });

  it('a line of a megabyte takes no more room than others, and is whole in its details', async () => {
    const message = `begin ${'0123456789'.repeat(100_000)} end`;
    await dashboard.send([
      { source: 'long', message, note: 'x' },
      { source: 'long', message: 'short neighbour' },
    ]);
    const page = await dashboard.open('/?filter=source:long&wrap=1');
    await expect.poll(() => rows(page).count()).toBe(2);
    await rows(page).filter({ hasText: 'begin' }).click();
    await page.getByText('copying takes all').waitFor();
    await page.getByRole('button', { name: 'Copy message' }).click();
    expect(await clipboard(page)).toBe(message);
  });

  it('columns are chosen, moved and resized by keys, and are in the address', async () => {
    const page = await dashboard.open('/?filter=needle');
    await expect.poll(() => rows(page).count()).toBe(2);
    await page.getByRole('button', { name: 'Columns and display' }).click();
    await page.getByRole('checkbox', { name: 'status' }).check();
    await page.keyboard.press('Escape');
    const headers = page.getByRole('columnheader');
    await expect.poll(() => headers.allTextContents()).toEqual([...FIRST_COLUMNS, 'status', 'message']);
    await page.getByRole('button', { name: 'status', exact: true }).press('Alt+ArrowLeft');
    await expect.poll(async () => (await headers.allTextContents())[3]).toBe('status');
    const edge = page.getByRole('separator', { name: 'Width of status' });
    const before = Number(await edge.getAttribute('aria-valuenow'));
    await edge.press('ArrowRight');
    expect(Number(await edge.getAttribute('aria-valuenow'))).toBe(before + 16);
    await page.reload();
    await expect.poll(async () => (await headers.allTextContents())[3]).toBe('status');
    await expect.poll(() => rows(page).locator('.cell-metadata').allTextContents()).toEqual(['200', '503']);
  });

  const FIRST_COLUMNS = ['time', 'level', 'source', 'application'];

  it('times are local, UTC or relative', async () => {
    const page = await dashboard.open('/?filter=needle');
    const time = rows(page).first().locator('time');
    await expect.poll(() => time.textContent()).toMatch(/^\d{4}-/);
    await page.keyboard.press('t');
    await expect
      .poll(async () => (await time.getAttribute('datetime'))!.slice(11, 23))
      .toBe((await time.textContent())!.slice(11));
    await page.keyboard.press('t');
    await expect.poll(() => time.textContent()).toMatch(/^\d+ [smh] ago$/);
  });
});

describe('details', () => {
  it('by keys alone: next, open, next, close', async () => {
    const page = await dashboard.open('/?filter=needle');
    await expect.poll(() => rows(page).count()).toBe(2);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const detail = page.getByRole('complementary', { name: 'Details of the log' });
    await expect.poll(() => detail.locator('.full-message pre').textContent()).toBe('needle two');
    await page.keyboard.press('j');
    await expect.poll(() => detail.locator('.full-message pre').textContent()).toBe('needle one');
    await page.keyboard.press('Escape');
    await detail.waitFor({ state: 'detached' });
  });

  it('fields have types and make filters; JSON and link are copied', async () => {
    await dashboard.send([
      { source: 'detail', message: 'exact', big: 1, nested: { deep: [1, { x: null }] } },
    ]);
    const page = await dashboard.open('/?filter=source:detail');
    await rows(page).first().click();
    const detail = page.getByRole('complementary', { name: 'Details of the log' });
    await expect.poll(() => detail.getByRole('row', { name: /^big/ }).textContent()).toBe('bignumber1');
    await expect.poll(() => detail.getByRole('row', { name: /^nested/ }).textContent()).toContain('object');
    await detail.getByRole('button', { name: 'Copy JSON' }).click();
    const copied = JSON.parse(await clipboard(page));
    expect(copied).toMatchObject({ source: 'detail', metadata: { nested: { deep: [1, { x: null }] } } });
    const folded = () =>
      detail.locator('details.json').evaluateAll((all) => all.map((one) => one.matches('[open]')));
    await detail.getByRole('tab', { name: 'JSON' }).click();
    await expect.poll(folded).toEqual([true, false, false, false, false]);
    await detail.getByRole('tab', { name: 'Fields' }).click();
    await detail.getByRole('button', { name: 'Copy filter' }).click();
    expect(await clipboard(page)).toBe(`id:${copied.id}`);
    await detail.getByRole('button', { name: 'Copy link' }).click();
    const link = await clipboard(page);
    const shared = await dashboard.open(link.slice(dashboard.url.length));
    await expect.poll(() => shared.locator('.full-message pre').textContent()).toBe('exact');
    await detail.getByRole('button', { name: 'Only big 1' }).click();
    await expect.poll(() => search(page).inputValue()).toBe('source:detail big:1');
  });

  it('all logs of a request are one click away, whatever the filter and the hidden levels', async () => {
    await dashboard.send([
      { source: 'front', level: 'ERROR', message: 'gave up', request_id: 'r-77' },
      { source: 'back', level: 'DEBUG', message: 'pool is empty', request_id: 'r-77' },
      { source: 'back', level: 'DEBUG', message: 'unrelated', request_id: 'r-78' },
    ]);
    const page = await dashboard.open('/?filter=source:front&hidden=DEBUG');
    await rows(page).first().click();
    await page.getByRole('button', { name: 'All logs with request_id r-77' }).click();
    await expect.poll(async () => (await messages(page)).toSorted()).toEqual(['gave up', 'pool is empty']);
    expect(await page.locator('.full-message pre').textContent()).toBe('gave up');
  });

  it('its neighbours from the same source, filter or not, and why it is read so', async () => {
    const at = (second: number) => ({ timestamp: ago(300 - second), source: 'around' });
    await dashboard.send([
      ...['before', 'middle', 'after'].map((message, second) => ({
        ...at(second),
        message: `${message} it`,
      })),
      { ...at(4), message: 'something else' },
    ]);
    const page = await dashboard.open('/?filter=it%20source:around');
    await rows(page).filter({ hasText: 'middle' }).click();
    await page.getByRole('tab', { name: 'Context' }).click();
    const around = page.locator('.context-message');
    await expect
      .poll(() => around.allTextContents())
      .toEqual(['before it', 'middle it', 'after it', 'something else']);
    await page.getByLabel('Only what the filter finds').check();
    await expect.poll(() => around.allTextContents()).toEqual(['before it', 'middle it', 'after it']);
    await page.getByRole('tab', { name: 'Parser' }).click();
    await page.getByLabel('Raw line').fill('<34>1 2025-11-11T10:20:30Z host1 su - - - failed');
    await page.getByRole('button', { name: 'How is it read?' }).click();
    await page.getByText('syslog-rfc5424').first().waitFor();
  });
});

it('everything that matches is exported', async () => {
  const page = await dashboard.open('/?filter=needle');
  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: /CSV/ }).click(),
  ]);
  const stream = await download.createReadStream();
  let text = '';
  for await (const part of stream) text += part;
  expect(text.trimEnd().split('\n')).toHaveLength(3);
});

it('the keys are listed', async () => {
  const page = await dashboard.open();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard and search' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});
