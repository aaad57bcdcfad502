import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Dashboard, rows, SIZES, type Size, searchFor } from '../support/dashboard.js';

const dashboard = Dashboard.forFile();
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
/** WCAG 2.2 AA, and what axe-core's makers advise. */
const RULES = {
  type: 'tag',
  values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
};
/** The rules about colours: nothing else differs between light and dark. */
const COLOURS = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

beforeAll(async () => {
  const colours = Array.from(
    { length: 8 },
    (_, n) => `\u001b[${30 + n}mcolour ${n}\u001b[${90 + n}m bright`,
  ).join(' ');
  await dashboard.send([
    ...LEVELS.map((level, n) => ({
      ...{
        timestamp: ago(60 - n),
        level,
        source: `host-${n}`,
        application: 'shop',
        message: `${level} ${colours}`,
      },
      ...{ status: 200 + n, nested: { list: [1, null, true, 'text'] } },
    })),
    { application: 'orders', source: 'shop', message: 'order A1 done' },
  ]);
});

/** Each rule that is broken, with the places. */
async function violations(page: Page, runOnly: object): Promise<string[]> {
  const options = { runOnly, resultTypes: ['violations'] };
  const { violations: found } = await page.evaluate<AxeResults>(
    `axe.run(document, ${JSON.stringify(options)})`,
  );
  return found.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ html, any }) => `${html} ${any[0]?.message ?? ''}`).join('\n')}`,
  );
}

const VIEWS: Readonly<Record<string, (size: Size) => Promise<Page>>> = {
  'the list': async (size) => {
    const page = await dashboard.open('/?from=-1h', { size });
    await rows(page).first().waitFor();
    return page;
  },
  'wrapped lines with the newest at the bottom, paused': async (size) => {
    const page = await dashboard.open('/?wrap=1&newest=bottom&hidden=DEBUG', { size });
    await rows(page).first().waitFor();
    await page.keyboard.press(' ');
    return page;
  },
  'details of a log': async (size) => {
    const page = await dashboard.open('/', { size });
    await rows(page).first().click();
    await page.getByRole('tab', { name: 'Fields' }).waitFor();
    return page;
  },
  'its JSON': (size) => tab('JSON', size),
  'its context': (size) => tab('Context', size),
  'its parser': async (size) => {
    const page = await tab('Parser', size);
    await page.getByRole('button', { name: 'How is it read?' }).click();
    await page.getByText('parsers were asked').waitFor();
    return page;
  },
  suggestions: async (size) => {
    const page = await dashboard.open('/', { size });
    await page.getByRole('combobox').fill('level:');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('ArrowDown');
    return page;
  },
  'a mistake in the filter': async (size) => {
    const page = await dashboard.open('/', { size });
    await searchFor(page, 'level:(');
    await page.locator('.search-problem p').waitFor();
    return page;
  },
  'the menu of columns': (size) => menu('Columns and display', size),
  'the menu of times': (size) => menu(/Time range/, size),
  facets: async (size) => {
    const page = await dashboard.open('/?filter=source:host-1&facets=level,source,metadata.status', {
      size,
    });
    if (size === 'phone') await page.getByRole('button', { name: 'Fields' }).click();
    await page.getByRole('region', { name: 'status' }).getByRole('button').first().waitFor();
    return page;
  },
  'nothing found': async (size) => {
    const page = await dashboard.open('/?filter=nowhere', { size });
    await page.getByText('No logs match').waitFor();
    return page;
  },
  'the keys': async (size) => {
    const page = await dashboard.open('/', { size });
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    return page;
  },
  patterns: async (size) => {
    const page = await dashboard.open('/?page=patterns', { size });
    await page.locator('.pattern').first().waitFor();
    return page;
  },
  'dead letters': async (size) => {
    const page = await dashboard.open('/?page=dead-letters', { size });
    await page.locator('.letter summary').click();
    return page;
  },
  'the pipeline': async (size) => {
    const page = await dashboard.open('/?page=pipeline', { size });
    await page.locator('.stage').first().waitFor();
    return page;
  },
};

async function tab(name: string, size: Size): Promise<Page> {
  const page = await dashboard.open('/', { size });
  await rows(page).first().click();
  await page.getByRole('tab', { name }).click();
  return page;
}

async function menu(name: string | RegExp, size: Size): Promise<Page> {
  const page = await dashboard.open('/', { size });
  await rows(page).first().waitFor();
  await page.getByRole('button', { name }).click();
  return page;
}

/** What a wide screen stretches. */
const WIDE_VIEWS = ['the list', 'details of a log', 'patterns', 'dead letters', 'the pipeline'];

describe.each(Object.keys(SIZES) as Size[])('on a %s', (size) => {
  it.each(size === '4K screen' ? WIDE_VIEWS : Object.keys(VIEWS))(
    '%s has no violation, light or dark, and nothing hangs out',
    async (name) => {
      const page = await VIEWS[name]!(size);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(SIZES[size].width);
      await page.evaluate(axe.source);
      expect(await violations(page, RULES)).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await violations(page, COLOURS)).toEqual([]);
    },
  );
});
