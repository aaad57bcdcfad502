import { pino } from 'pino';
import { expect, it } from 'vitest';
import type { PipelinePlan, StagePlan } from '../../config/plan.js';
import { IdAllocator } from '../../pipeline/event-id.js';
import { Metrics } from '../../pipeline/metrics.js';
import type { Source } from '../../pipeline/plugin.js';
import { NopQueue, RecordingStore } from '../../test/support/doubles.js';
import { Ingest } from './ingest.js';

/** A source whose senders have been told to wait and do: its stop does not end by itself. */
const stuck: Source = { start: async () => {}, stop: () => new Promise(() => {}) };

async function ingestOf(source: Source): Promise<Ingest> {
  const ingest = new Ingest({
    plan: {
      sources: [{ name: 'in', options: {}, plugin: { create: () => source } } as unknown as StagePlan],
    } as unknown as PipelinePlan,
    queue: new NopQueue(),
    store: new RecordingStore(),
    http: { mount: () => {}, remount: async () => () => {} },
    ids: new IdAllocator(1),
    dataDir: '',
    metrics: new Metrics(),
    logger: pino({ level: 'silent' }),
  });
  await ingest.create();
  return ingest;
}

it.each([
  ['before it is stopped', 0],
  ['while it stops', 50],
])(
  'leaves a source behind that does not end, when there is no more time %s',
  async (_when, millis) => {
    const giveUp = millis === 0 ? AbortSignal.abort() : AbortSignal.timeout(millis);
    await expect((await ingestOf(stuck)).stop(giveUp)).resolves.toBeUndefined();
  },
  5000,
);
