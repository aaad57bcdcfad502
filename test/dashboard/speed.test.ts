import pg from 'pg';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { Dashboard, rows } from '../support/dashboard.js';

const dashboard = Dashboard.forFile();
const EVENTS = 1_000_000;
const HELD_ROWS = 100_000;
const ROW_PIXELS = 28;
const LEVELS = ['INFO', 'INFO', 'INFO', 'DEBUG', 'WARN', 'ERROR'];
/** What else the machine does comes and goes; one undisturbed try shows what the page can do. */
const TRIES = 5;

/** As the sink would have them: a million over the last 55 minutes. */
const FILL = `
  INSERT INTO laf.logs
  SELECT ((extract(epoch FROM at) * 1000)::bigint << 22) + n % 4096, at, at,
    (ARRAY['INFO', 'INFO', 'INFO', 'DEBUG', 'WARN', 'ERROR'])[1 + n % 6], 'web-' || n % 7,
    (ARRAY['shop', 'auth', 'mail'])[1 + n % 3], 'json', 'GET /api/orders/' || n || ' answered in ' || n % 900 || ' ms',
    '{"status":200,"duration_ms":12.5,"user_id":"u-17","request_id":"0b1c"}'
  FROM (SELECT n, now() - (${EVENTS} - n) * interval '3.3 ms' AS at FROM generate_series(1, ${EVENTS}) AS n) AS made;
  INSERT INTO laf.rollup_minutes
  SELECT date_trunc('minute', "timestamp", 'UTC'), level, source, application, count(*)
  FROM laf.logs GROUP BY 1, 2, 3, 4;
  ANALYZE laf.logs;
  CHECKPOINT`;

beforeAll(async () => {
  const sql = new pg.Client({ connectionString: dashboard.database.url });
  await sql.connect();
  for (const statement of FILL.split(';')) await sql.query(statement);
  await sql.end();
});

/** Milliseconds from the navigation to the first log on the screen. */
const FIRST_ROW = `
  const look = () => {
    if (document.querySelector('.rows .row') === null) return requestAnimationFrame(look);
    globalThis.rowThere = performance.now();
    requestAnimationFrame(() => { globalThis.firstRow = performance.now(); });
  };
  look()`;

interface Asked {
  readonly path: string;
  readonly at: number;
}

/** What the page has asked the API for, in the order of asking. */
const askedBy = (page: Page) =>
  page.evaluate<Asked[]>(
    `performance.getEntriesByType('resource').filter(({ initiatorType }) => initiatorType === 'fetch')
       .map(({ name, startTime }) => ({ path: new URL(name).pathname, at: startTime }))
       .sort((a, b) => a.at - b.at)`,
  );

it('shows the first of a million logs within a second of navigation, before it asks for anything else', async () => {
  const tries: number[] = [];
  while (tries.length < TRIES && !tries.some((time) => time < 1000)) {
    const page = await dashboard.open('/', { script: FIRST_ROW });
    await expect.poll(() => page.evaluate('globalThis.firstRow')).toBeGreaterThan(0);
    const time = await page.evaluate<number>('globalThis.firstRow');
    tries.push(Math.round(time));
    await expect.poll(() => page.locator('.card', { hasText: 'Total' }).textContent()).toContain('1M');
    const there = await page.evaluate<number>('globalThis.rowThere');
    const before = (await askedBy(page)).filter(({ at }) => at < there).map(({ path }) => path);
    expect(before[0]).toBe('/logs/');
    expect(before.filter((path) => path !== '/logs/' && path !== '/session')).toEqual([]);
    await page.close();
  }
  console.info(`first log of ${EVENTS} after ${tries.join(', ')} ms`);
  expect(Math.min(...tries)).toBeLessThan(1000);
});

interface Frames {
  /** Frames a second by the median time between two. */
  readonly median: number;
  /** How many of them took no longer than 25 ms, 0 to 1. */
  readonly inTime: number;
}

/** Counts frames while something is done. */
async function framesDuring(page: Page, deed: () => Promise<void>): Promise<Frames> {
  await page.evaluate(`globalThis.frames_ = []; globalThis.counting = true;
    requestAnimationFrame(function count(at) { frames_.push(at); if (counting) requestAnimationFrame(count); })`);
  await deed();
  const times = await page.evaluate<number[]>('globalThis.counting = false; frames_');
  const steps = times.slice(1).map((time, place) => time - times[place]!);
  const middle = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)]!;
  return { median: 1000 / middle, inTime: steps.filter((step) => step <= 25).length / steps.length };
}

const SCROLL_MILLIS = 1500;

async function forAWhile(deed: () => Promise<void>): Promise<void> {
  for (const began = performance.now(); performance.now() - began < SCROLL_MILLIS; ) await deed();
}

const WAYS: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  'the wheel': (page) => page.mouse.wheel(0, 150),
  'the keyboard': (page) => page.keyboard.press('j'),
};

/** Answers searches in place of the server, which takes longer over a hundred pages than the scrolling does. */
const ANSWERS = `
  const LEVELS = ${JSON.stringify(LEVELS)};
  const newest = Date.now();
  const logAt = (millis) => {
    const timestamp = new Date(millis).toISOString().replace('Z', '000Z');
    return {
      id: String(BigInt(millis) << 22n), timestamp, received_at: timestamp, level: LEVELS[millis % 6],
      source: 'web-' + millis % 7, application: 'shop', format: 'json',
      message: newest - millis === 5 ? 'begin ' + '0123456789'.repeat(100_000)
        : 'GET /api/orders/' + millis + ' answered in ' + millis % 900 + ' ms',
      metadata: { status: 200, duration_ms: 12.5, user_id: 'u-17', request_id: '0b1c' },
    };
  };
  const ask = globalThis.fetch;
  globalThis.fetch = async (path, init) => {
    if (!path.startsWith('/logs/?')) return ask(path, init);
    const query = new URLSearchParams(path.slice('/logs/?'.length));
    const to = Date.parse(query.get('to') ?? '') || newest + 1;
    const logs = Array.from({ length: Number(query.get('limit')) }, (_, n) => logAt(to - n));
    return new Response(JSON.stringify({ logs, next_cursor: 'more' }));
  }`;

async function fill(page: Page): Promise<void> {
  await rows(page).first().waitFor();
  await page.evaluate(`new Promise((resolve) => {
    const scroller = document.querySelector('.scroller');
    const more = () => {
      if (scroller.scrollHeight >= ${HELD_ROWS * ROW_PIXELS}) return resolve();
      scroller.scrollTop = scroller.scrollHeight;
      setTimeout(more, 5);
    };
    more();
  })`);
}

it('scrolls 100,000 rows at 50 frames a second, a line of 1 MB among them', async () => {
  const page = await dashboard.open('/?live=0', { script: ANSWERS });
  await fill(page);
  const empty = await page.context().newPage();
  await empty.goto('about:blank');
  for (const [way, deed] of Object.entries(WAYS)) {
    let best: Frames = { median: 0, inTime: 0 };
    for (let n = 0; n < TRIES && !isGood(best); n++) {
      await empty.bringToFront();
      const idle = await framesDuring(empty, () => empty.waitForTimeout(300));
      await page.bringToFront();
      await page.evaluate(`document.querySelector('.scroller').scrollTop = 0`);
      await page.locator('.scroller').hover();
      const found = await framesDuring(page, () => forAWhile(() => deed(page)));
      console.info(`${way}: ${shown(found)}; an empty page: ${shown(idle)}`);
      if (found.median > best.median) best = found;
    }
    expect(best.median, way).toBeGreaterThanOrEqual(50);
    expect(best.inTime, way).toBeGreaterThanOrEqual(0.8);
  }
});

const isGood = ({ median, inTime }: Frames) => median >= 50 && inTime >= 0.8;

const shown = ({ median, inTime }: Frames) =>
  `${median.toFixed(1)} frames/s, ${(inTime * 100).toFixed(0)} % of them within 25 ms`;
