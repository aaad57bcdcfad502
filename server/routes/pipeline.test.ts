import { expect, it } from 'vitest';
import { testServer } from '../../test/support/http-server.js';

it('GET /pipeline has the stages with what each has done', async () => {
  const metrics = [
    '# HELP laf_source_records_total Records accepted from senders.',
    'laf_source_records_total{source="http"} 12',
    'laf_source_dropped_records_total{source="http",reason="full"} 1',
    'laf_source_dropped_records_total{source="http",reason="closed"} 2',
    'laf_sink_events_total{sink="store"} 1e3',
    'laf_sink_write_seconds_sum{sink="store"} 5',
    'laf_dead_letters_total{stage="store"} 4',
    '',
  ].join('\n');
  const { app } = testServer({
    metrics: async () => metrics,
    pipeline: () => [
      { name: 'http', kind: 'source', type: 'http', inputs: [] },
      { name: 'store', kind: 'sink', type: 'postgres', inputs: ['http'], when: 'level:>=WARN' },
    ],
  });
  expect((await app.inject({ url: '/pipeline' })).json()).toEqual({
    stages: [
      { name: 'http', kind: 'source', type: 'http', inputs: [], counters: { records: 12, dropped: 3 } },
      {
        ...{ name: 'store', kind: 'sink', type: 'postgres', inputs: ['http'], when: 'level:>=WARN' },
        counters: { records: 1000, dead_letters: 4 },
      },
    ],
  });
});

it('is not there where nobody knows the graph', async () => {
  expect((await testServer().app.inject({ url: '/pipeline' })).statusCode).toBe(404);
});
