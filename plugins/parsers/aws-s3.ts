import { defineParser, Type } from '../../pipeline/plugin.js';
import { AwsS3Reader } from './support/web/aws-s3.js';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html */
export default defineParser({
  kind: 'parser',
  name: 'aws-s3',
  summary: 'Reads the server access log of Amazon S3.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [aws-s3] }',
  specificity: 90,
  sample:
    '3f5a1c0b9d8e7f60 example-bucket [11/Nov/2025:10:20:30 +0000] 192.0.2.17 arn:aws:iam::123456789012:user/frank ' +
    '0123456789ABCDEF REST.GET.OBJECT images/logo.png "GET /example-bucket/images/logo.png HTTP/1.1" 200 - 4096 4096 21 19 ' +
    '"-" "aws-cli/2.15" - c2FtcGxlIGhvc3QgaWQ= SigV4 TLS_AES_128_GCM_SHA256 AuthHeader ' +
    'example-bucket.s3.eu-west-1.amazonaws.com TLSv1.3 - -',
  create: () => new AwsS3Reader(),
});
