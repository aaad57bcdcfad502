import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import type { QueueStatus } from './queue.js';
import { QueueGauges } from './queue-gauges.js';

const STATUS: QueueStatus = { depth: 7, bytes: 900, max_bytes: 1000, lag: 4, pending: 3, consumers: [] };

describe('the gauges of the queue', () => {
  const scraped = async (registry: Registry) =>
    (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));

  it('have what the queue says at the scrape, and only consumers that are there', async () => {
    const registry = new Registry();
    let consumers = [{ name: 'gone', pending: 1, idle_ms: 5 }];
    const gauges = new QueueGauges(registry, { status: async () => ({ ...STATUS, consumers }) });
    await gauges.refresh();
    consumers = [{ name: 'here', pending: 3, idle_ms: 1500 }];
    await gauges.refresh();
    expect(await scraped(registry)).toEqual([
      'laf_queue_up 1',
      'laf_queue_depth_chunks 7',
      'laf_queue_bytes 900',
      'laf_queue_max_bytes 1000',
      'laf_queue_lag_chunks 4',
      'laf_spool_bytes 0',
      'laf_queue_pending_chunks{consumer="here"} 3',
      'laf_queue_consumer_idle_seconds{consumer="here"} 1.5',
    ]);
  });

  it('show the hundred consumers with most to do', async () => {
    const registry = new Registry();
    const consumers = Array.from({ length: 300 }, (_, i) => ({ name: `c${i}`, pending: i, idle_ms: 0 }));
    await new QueueGauges(registry, { status: async () => ({ ...STATUS, consumers }) }).refresh();
    const shown = (await scraped(registry)).filter((line) => line.startsWith('laf_queue_pending_chunks'));
    expect(shown).toHaveLength(100);
    expect(shown.at(-1)).toBe('laf_queue_pending_chunks{consumer="c200"} 200');
  });

  it('are missing while the queue fails or is silent', async () => {
    const registry = new Registry();
    const answers: (() => Promise<QueueStatus>)[] = [
      async () => ({ ...STATUS, consumers: [{ name: 'here', pending: 3, idle_ms: 0 }] }),
      () => Promise.reject(new Error('away')),
      () => new Promise(() => {}),
    ];
    const gauges = new QueueGauges(registry, { status: () => answers.shift()!() }, 50);
    await gauges.refresh();
    expect(await scraped(registry)).toHaveLength(8);
    await gauges.refresh();
    expect(await scraped(registry)).toEqual(['laf_queue_up 0']);
    await gauges.refresh();
    await gauges.refresh();
    expect(await scraped(registry)).toEqual(['laf_queue_up 0']);
  });
});
