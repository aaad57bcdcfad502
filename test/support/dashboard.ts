import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, vi } from 'vitest';
import { startChromium } from './chromium.js';
import { type FreshDatabase, freshDatabase } from './postgres.js';
import { type ProgramSetup, type RunningProgram, startProgram } from './program.js';
import { post } from './senders.js';

export const SIZES = {
  desktop: { width: 1440, height: 900 },
  phone: { width: 360, height: 740 },
  '4K screen': { width: 3840, height: 2160 },
} as const;
export type Size = keyof typeof SIZES;
export type Scheme = 'light' | 'dark';

interface OpenOptions {
  readonly size?: Size;
  readonly scheme?: Scheme;
  /** As IANA has it: `Asia/Kolkata`. */
  readonly timezone?: string;
  /** Whether somebody has asked for no motion. */
  readonly still?: boolean;
  /** JavaScript that runs before the page's own. */
  readonly script?: string;
}

/** A browser that draws with a busy processor takes its time; a test that fails takes this long to say so. */
const PATIENCE_MILLIS = 60_000;

const PIPELINE = `
sources:
  http:   { type: http }
queue:    { type: disk }
transforms:
  parse:  { type: auto-detect, inputs: [http] }
  patterns: { type: drain, inputs: [parse] }
  orders: { type: regex, inputs: [patterns], when: "application:orders", pattern: 'order %{INT:order_id} done', on_mismatch: dead-letter }
sinks:
  store:  { type: postgres, inputs: [orders], batch: { max_wait: 20ms } }
  live:   { type: live, inputs: [orders] }
`;

/** The built program with a database of its own, and a browser that looks at it. For a whole test file. */
export class Dashboard {
  program!: RunningProgram;
  database!: FreshDatabase;
  #browser!: Browser;
  #headers: Record<string, string> = { 'content-type': 'application/json' };

  /** @param environment of the program, beside its database */
  static forFile(environment: ProgramSetup['environment'] = {}): Dashboard {
    const dashboard = new Dashboard();
    const token = environment.API_TOKENS?.split(',')[0];
    if (token !== undefined) dashboard.#headers.authorization = `Bearer ${token}`;
    vi.setConfig({ testTimeout: PATIENCE_MILLIS * 2 });
    beforeAll(async () => {
      dashboard.#browser = await startChromium();
      dashboard.database = await freshDatabase();
      await dashboard.start(environment);
    });
    afterAll(async () => {
      await dashboard.#browser?.close();
      await dashboard.program?.stop();
      await dashboard.database?.drop();
    });
    return dashboard;
  }

  async start(environment: ProgramSetup['environment'] = {}): Promise<void> {
    this.program = await startProgram({
      pipeline: PIPELINE,
      environment: { DB_URL: this.database.url, ...environment },
    });
  }

  get url(): string {
    return this.program.url;
  }

  /** Sends events, as JSON objects, and waits until they can be found. */
  async send(events: readonly object[]): Promise<void> {
    const answer = await post(`${this.url}/data/batch`, JSON.stringify(events), this.#headers);
    expect(answer.status).toBe(202);
    const last = events.at(-1) as { message: string; application?: string };
    if (last.application === 'orders') return;
    const query = new URLSearchParams({ q: last.message, limit: '1' });
    const found = async () => {
      const answer = await fetch(`${this.url}/logs/?${query}`, { headers: this.#headers });
      return ((await answer.json()) as { logs: unknown[] }).logs.length;
    };
    await vi.waitFor(async () => expect(await found()).toBe(1), { timeout: PATIENCE_MILLIS });
  }

  /**
   * Opens a page in a browser of its own (nothing stored). What it asks of other hosts, violations of its policy and
   * errors of its scripts fail the test.
   */
  async open(path = '/', options: OpenOptions = {}): Promise<Page> {
    const { size = 'desktop', scheme = 'light', timezone, still = false, script } = options;
    const context = await this.#browser.newContext({
      viewport: SIZES[size],
      colorScheme: scheme,
      hasTouch: size === 'phone',
      reducedMotion: still ? 'reduce' : 'no-preference',
      ...(timezone !== undefined && { timezoneId: timezone }),
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    onTestFinished(() => context.close());
    const complaints = this.#complaintsOf(context);
    onTestFinished(() => expect(complaints).toEqual([]));
    if (script !== undefined) await context.addInitScript(script);
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MILLIS);
    await page.goto(this.url + path);
    return page;
  }

  #complaintsOf(context: BrowserContext): string[] {
    const complaints: string[] = [];
    context.on('request', (request) => {
      if (!request.url().startsWith(this.url)) complaints.push(`asked ${request.url()}`);
    });
    context.on('weberror', (error) => complaints.push(`an error: ${error.error()}`));
    context.on('console', (message) => {
      if (/Content Security Policy|Uncaught/.test(message.text())) complaints.push(message.text());
    });
    return complaints;
  }
}

/** The rows in sight, from the top. */
export const rows = (page: Page) => page.locator('.rows .row');
export const search = (page: Page) => page.getByRole('combobox', { name: 'Filter' });
/** Texts of the messages in sight, in the order of the screen. */
export async function messages(page: Page): Promise<string[]> {
  const found = await rows(page).evaluateAll((elements) =>
    elements
      .map((element) => ({
        top: element.getBoundingClientRect().top,
        text: element.querySelector('.cell-message')?.firstChild?.textContent ?? '',
      }))
      .sort((a, b) => a.top - b.top),
  );
  return found.map(({ text }) => text);
}

export async function searchFor(page: Page, filter: string): Promise<void> {
  await search(page).fill(filter);
  await search(page).press('Enter');
}
