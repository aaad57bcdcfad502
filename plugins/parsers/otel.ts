import { defineParser, Type } from '../../pipeline/plugin.js';
import { JsonReader } from './support/json/reader.js';

/**
 * Told from other JSON by its names; `json` reads it. Logs data model,
 * https://opentelemetry.io/docs/specs/otel/logs/data-model/.
 */
export default defineParser({
  kind: 'parser',
  name: 'otel',
  summary: "Reads log records in the names of OpenTelemetry's data model and of OTLP.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [otel] }',
  specificity: 90,
  place: 'both',
  leads: '{ \t\r\n',
  readBy: 'json',
  sample:
    '{"Timestamp":"1762856430123456789","SeverityText":"WARN","SeverityNumber":13,"Body":"cart is em' +
    'pty","Resource":{"service.name":"shop","host.name":"web-1"},"Attributes":{"user.id":42},"TraceI' +
    'd":"0af7651916cd43dd8448eb211c80319c","SpanId":"b7ad6b7169203331"}',
  create: () => new JsonReader('otel'),
});
