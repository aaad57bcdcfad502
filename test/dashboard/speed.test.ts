import { availableParallelism, loadavg } from 'node:os';
import pg from 'pg';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { Dashboard, rows } from '../support/dashboard.js';

const dashboard = Dashboard.forFile();
const STORED = 1_000_000;
const SCROLLED = 100_000;

/** A million logs of the last hour, as the workers would have written them. */
beforeAll(async () => {
  const sql = new pg.Client({ connectionString: dashboard.database.url });
  await sql.connect();
  await sql.query(`
    INSERT INTO laf.logs (id, "timestamp", received_at, level, source, application, format, message, metadata)
    SELECT n, now() - (${STORED} - n) * interval '3.5 ms', now(), (ARRAY['INFO', 'INFO', 'DEBUG', 'WARN', 'ERROR'])[1 + n % 5],
      'host-' || n % 7, 'app-' || n % 5, 'json', 'request ' || n || ' was answered by upstream ' || n % 13,
      jsonb_build_object('status', 200 + n % 300, 'duration_ms', n % 1000, 'user_id', n % 9000)
    FROM generate_series(1, ${STORED}) AS n`);
  await sql.query(`
    INSERT INTO laf.rollup_minutes (minute, level, source, application, events)
    SELECT date_trunc('minute', "timestamp"), level, source, application, count(*) FROM laf.logs GROUP BY 1, 2, 3, 4`);
  await sql.query('ANALYZE laf.logs');
  await sql.end();
}, 180_000);

const FIRST_ROW = `
  const look = () => {
    if (document.querySelector('.rows .row')) globalThis.firstRowAt = performance.now();
    else requestAnimationFrame(look);
  };
  look();
`;

it(`shows the first of ${STORED.toLocaleString('en')} logs within a second of navigation`, async () => {
  const page = await dashboard.open('/health');
  await page.addInitScript(FIRST_ROW);
  const took: number[] = [];
  for (let run = 0; run < 3; run++) {
    await page.goto(`${dashboard.url}/?from=-2h`);
    await rows(page).first().waitFor();
    took.push(Math.round(await page.evaluate<number>('globalThis.firstRowAt')));
  }
  const busy = loadavg()[0]! > availableParallelism() * 2;
  const note = busy ? ', which says nothing: the machine has too much other work' : '';
  console.info(`first content after ${took.join(', ')} ms${note}`);
  if (!busy) expect(Math.min(...took)).toBeLessThan(1000);
});

/** Frames a second over some seconds in which each frame scrolls by `step` pixels, back and forth. */
function framesPerSecond(page: Page, step: number): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    const scroller = document.querySelector('.scroller');
    const times = [];
    let way = -1;
    const frame = (time) => {
      times.push(time);
      if (time - times[0] > 3000) return resolve(((times.length - 1) * 1000) / (time - times[0]));
      if (scroller.scrollTop < 200000) way = 1;
      if (scroller.scrollTop > scroller.scrollHeight - scroller.clientHeight - 200000) way = -1;
      scroller.scrollTop += way * ${step};
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  })`);
}

it(`scrolls through ${SCROLLED.toLocaleString('en')} rows at 50 frames a second or more`, async () => {
  const page = await dashboard.open('/?from=-2h');
  await rows(page).first().waitFor();
  const count = () =>
    page.locator('.rows').evaluate((element) => Math.round(element.getBoundingClientRect().height / 28));
  const toEnd = `(() => { const one = document.querySelector('.scroller'); one.scrollTop = one.scrollHeight; })()`;
  await expect
    .poll(
      async () => {
        await page.evaluate(toEnd);
        return count();
      },
      { timeout: 240_000, interval: 20 },
    )
    .toBeGreaterThanOrEqual(SCROLLED);
  const idle = await framesPerSecond(page, 0);
  const scrolled: number[] = [];
  for (const step of [30, 300, 3000]) scrolled.push(await framesPerSecond(page, step));
  console.info(
    `${scrolled.map(Math.round).join(', ')} frames/s at 30, 300, 3000 px a frame; ${Math.round(idle)} at rest`,
  );
  // A machine with so much other work that a page at rest has fewer than 60 is measured by what it can do.
  for (const frames of scrolled) expect(frames).toBeGreaterThanOrEqual(Math.min(50, (idle * 5) / 6));
}, 300_000);
