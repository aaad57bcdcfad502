import { defineParser, Type } from '../../pipeline/plugin.js';
import { JsonReader } from './support/json/reader.js';

/**
 * Told from other JSON by its names; `json` reads it.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html.
 */
export default defineParser({
  kind: 'parser',
  name: 'cloudtrail',
  summary: 'Reads records of AWS CloudTrail.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [cloudtrail] }',
  specificity: 90,
  place: 'both',
  leads: '{ \t\r\n',
  readBy: 'json',
  sample:
    '{"eventVersion":"1.09","eventTime":"2025-11-11T10:20:30Z","eventSource":"s3.amazonaws.com","eve' +
    'ntName":"GetObject","awsRegion":"eu-central-1","sourceIPAddress":"192.0.2.7","userAgent":"aws-c' +
    'li/2.17","requestID":"R7","eventID":"e-1"}',
  create: () => new JsonReader('cloudtrail'),
});
