import { pino } from 'pino';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../pipeline/errors.js';
import { type AppliedChange, Reloader } from './reloader.js';

const NONE = { kept: [], changed: [], added: [], removed: [] };
const APPLIED: AppliedChange = {
  changes: {
    sources: {
      ...NONE,
      kept: ['http'],
      changed: [{ name: 'syslog', what: ['listen', 'max_record'], rewired: false }],
    },
    queue: [],
    transforms: { ...NONE, added: ['tag'], removed: ['old', 'older'] },
    sinks: { ...NONE, kept: ['store'] },
  },
  parsers: true,
};

/** Each reload ends when it is told to. */
function reloaderOf() {
  const lines: string[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const registry = new Registry();
  const reloader = new Reloader({
    reload: () =>
      new Promise((resolve, reject) => {
        ends.push((error) => (error === undefined ? resolve(APPLIED) : reject(error)));
      }),
    registry,
    logger: pino({ level: 'info' }, { write: (line) => void lines.push(JSON.parse(line).msg) }),
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { reloader, lines, ends, registry, settle };
}

describe('a reloader', () => {
  it('answers what comes during a reload by one more', async () => {
    const { reloader, ends, settle } = reloaderOf();
    reloader.begin();
    for (let i = 0; i < 5; i++) reloader.request('SIGHUP');
    expect(ends).toHaveLength(1);
    for (let i = 0; i < 5; i++) reloader.request('SIGHUP');
    ends[0]!();
    await settle();
    expect(ends).toHaveLength(2);
    ends[1]!();
    await settle();
    expect(ends).toHaveLength(2);
    reloader.request('SIGHUP');
    expect(ends).toHaveLength(3);
  });

  it('waits with what comes before the start is done, and takes nothing once it closes', async () => {
    const { reloader, lines, ends, settle } = reloaderOf();
    reloader.request('SIGHUP');
    expect(ends).toHaveLength(0);
    reloader.begin();
    expect(ends).toHaveLength(1);
    reloader.request('SIGHUP');
    let closed = false;
    const closing = reloader.close().then(() => {
      closed = true;
    });
    await settle();
    expect(closed).toBe(false);
    ends[0]!();
    await closing;
    reloader.request('SIGHUP');
    reloader.begin();
    await settle();
    expect(ends).toHaveLength(1);
    expect(lines.at(-1)).toBe('SIGHUP: nothing is reloaded while the program stops');
  });

  it('tells in one line what has come of it, or each problem in one, and remembers a failure until one succeeds', async () => {
    const { reloader, lines, ends, registry, settle } = reloaderOf();
    reloader.begin();
    expect(reloader.failed).toBeUndefined();
    reloader.request('SIGHUP');
    ends[0]!(new UserError('pipeline.yaml:1:1 no\npipeline.yaml:2:1 never'));
    await settle();
    expect(lines).toEqual([
      'pipeline.yaml:1:1 no',
      'pipeline.yaml:2:1 never',
      'the pipeline was not reloaded; the graph from before goes on',
    ]);
    expect(reloader.failed).toMatchObject({ problems: 2 });
    expect(await registry.metrics()).toMatch(/^laf_config_last_reload_successful 0$/m);
    reloader.request('SIGHUP');
    ends[1]!();
    await settle();
    expect(lines.at(-1)).toMatch(
      /^reloaded: changed syslog \(listen, max_record\); added tag; removed old, older; changed parsers; 2 kept \(\d+ ms\)$/,
    );
    expect(reloader.failed).toBeUndefined();
    const metrics = await registry.metrics();
    expect(metrics).toMatch(/^laf_config_last_reload_successful 1$/m);
    expect(metrics).toMatch(/^laf_reloads_total\{outcome="failure"\} 1$/m);
    expect(metrics).toMatch(/^laf_reloads_total\{outcome="success"\} 1$/m);
  });
});
