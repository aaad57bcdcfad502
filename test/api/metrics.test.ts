import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../support/postgres.js';
import { type RunningProgram, startProgram } from '../support/program.js';

/** The conventions of prometheus.io/docs/practices/naming, as `promtool check metrics` holds them, and bounded labels. */

vi.setConfig({ testTimeout: 60_000 });

let database: FreshDatabase;
let program: RunningProgram;
let families: Family[];

interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly samples: { name: string; labels: Record<string, string>; value: number }[];
}

beforeAll(async () => {
  database = await freshDatabase();
  program = await startProgram({
    environment: { DB_URL: database.url, SYSLOG_HOST: '127.0.0.1' },
    pipeline: PIPELINE,
  });
  // Whatever a sender may choose must not become a label.
  for (let i = 0; i < 30; i++) {
    const event = { message: `m${i}`, source: `host-${i}`, application: `app-${i}`, request_id: `r${i}` };
    const headers = { 'content-type': 'application/json' };
    await fetch(`${program.url}/data/`, { method: 'POST', headers, body: JSON.stringify(event) });
    await fetch(`${program.url}/nowhere-${i}`);
  }
  const answer = await fetch(`${program.url}/metrics`);
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  families = familiesOf(await answer.text());
});
afterAll(async () => {
  await program?.stop();
  await database?.drop();
});

const PIPELINE = `
sources: { http: { type: http } }
queue: { type: disk }
transforms: { parse: { type: auto-detect, inputs: [http] } }
sinks: { store: { type: postgres, inputs: [parse], batch: { max_wait: 10ms } } }
`;

/** Reads the text format; a line that is none of it fails. */
function familiesOf(text: string): Family[] {
  const found: Family[] = [];
  let help = '';
  for (const line of text.split('\n')) {
    const [, kind, name, rest] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (kind === 'HELP') help = rest!;
    else if (kind === 'TYPE') found.push({ name: name!, help, type: rest!, samples: [] });
    else if (line !== '') found.at(-1)!.samples.push(sampleOf(line));
  }
  return found;
}

function sampleOf(line: string): Family['samples'][number] {
  const match = /^([a-zA-Z_:][\w:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\.)*",?)*)\})? (\S+)$/.exec(line);
  expect([line, match !== null]).toEqual([line, true]);
  const labels = [...(match![2] ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
  return {
    name: match![1]!,
    labels: Object.fromEntries(labels.map(([, name, value]) => [name, value])),
    value: Number(match![3]),
  };
}

const own = () => families.filter(({ name }) => name.startsWith('laf_'));

it('are all explained, once, and have samples of their own name', () => {
  expect(own().length).toBeGreaterThan(15);
  expect(new Set(families.map(({ name }) => name)).size).toBe(families.length);
  for (const { name, help, type, samples } of families) {
    expect([name, help.length > 5]).toEqual([name, true]);
    const suffixes = type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
    for (const sample of samples) {
      expect(suffixes.map((suffix) => name + suffix)).toContain(sample.name);
      expect(Number.isNaN(sample.value)).toBe(false);
    }
  }
});

it('end as their kind and unit ask for', () => {
  for (const { name, type } of own()) {
    expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
    // Base units, in the plural; no abbreviations.
    expect(name).not.toMatch(
      /_(ms|millis|milliseconds|minutes|hours|kb|mb|kib|mib|kilobytes|megabytes|percent)(_|$)/,
    );
    expect(name).not.toMatch(/_(counter|gauge|histogram|count|sum|bucket|info_total)$/);
    if (type === 'histogram') expect(name).toMatch(/_(seconds|bytes|events|records|chunks)$/);
  }
});

it('have labels from a known few, whatever senders send', () => {
  const allowed = ['source', 'sink', 'stage', 'reason', 'consumer', 'outcome', 'le', 'state'];
  for (const { name, samples } of own()) {
    for (const { labels } of samples) {
      for (const [label, value] of Object.entries(labels)) {
        expect([name, allowed.includes(label)]).toEqual([name, true]);
        expect(value).not.toMatch(/^(host|app|r|m|nowhere)-?\d+$/);
      }
    }
    expect(samples.length).toBeLessThan(200);
  }
});

it('count in cumulative buckets that end with +Inf', () => {
  for (const { name, type, samples } of families) {
    if (type !== 'histogram') continue;
    const series = new Map<string, Family['samples']>();
    for (const sample of samples.filter((sample) => sample.name.endsWith('_bucket'))) {
      const { le: _, ...others } = sample.labels;
      const key = JSON.stringify(others);
      series.set(key, [...(series.get(key) ?? []), sample]);
    }
    for (const buckets of series.values()) {
      expect([name, buckets.at(-1)!.labels.le]).toEqual([name, '+Inf']);
      const counts = buckets.map(({ value }) => value);
      expect(counts).toEqual([...counts].sort((a, b) => a - b));
    }
  }
});
