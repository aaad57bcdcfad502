import type { LineFormat } from '../format.js';
import { drawOccasion } from '../occasion.js';
import { isoTime } from '../time-text.js';

/** Every text comes from services.ts, which has nothing that JSON would escape. */
export const json: LineFormat = {
  name: 'json',
  summary: 'JSON objects with the fields of an event, as an application of your own would write them',
  contentType: 'application/x-ndjson',
  lines: (random) => (millis) => {
    const { level, service, host, userId, durationMs, message } = drawOccasion(random);
    return (
      `{"timestamp":"${isoTime(millis)}","level":"${level}","source":"${host}","application":"${service.name}",` +
      `"message":"${message}","metadata":{"user_id":${userId},` +
      `"request_id":"${random.hex(4)}","duration_ms":${durationMs}}}`
    );
  },
};
