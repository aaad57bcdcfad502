import { defineParser, Type } from '../../pipeline/plugin.js';
import { W3cReader } from './support/web/w3c.js';

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html */
export default defineParser({
  kind: 'parser',
  name: 'aws-cloudfront',
  summary: 'Reads the standard log of Amazon CloudFront.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [aws-cloudfront] }',
  specificity: 86,
  sample:
    '2025-11-11\t10:20:30\tFRA56-P1\t512\t192.0.2.17\tGET\td0123456789abc.cloudfront.net\t/index.html\t200\t-\tcurl/8.5.0\t' +
    '-\t-\tHit\tc2FtcGxlIHJlcXVlc3Q=\texample.com\thttps\t230\t0.012\t-\tTLSv1.3\tTLS_AES_128_GCM_SHA256\tHit\tHTTP/2.0\t-\t-\t' +
    '51234\t0.012\tHit\ttext/html\t512\t-\t-',
  create: () => new W3cReader('aws-cloudfront'),
});
