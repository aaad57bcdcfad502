import { type NameTable, skip } from './types.js';

/** The integrations of Datadog, whose times are milliseconds and whose durations are nanoseconds. */
export const DATADOG: readonly NameTable[] = [
  {
    formats: /^dd:/,
    names: {
      duration: { field: ['duration_ms'], ours: 1_000_000 },
      'http.url_details.queryString': skip('taken apart from the query'),
      'db.severity': ['level', 'original_level', 'severity'],
      'db.date': 'timestamp',
    },
  },
];
