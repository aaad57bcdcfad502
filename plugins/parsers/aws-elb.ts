import { defineParser, Type } from '../../pipeline/plugin.js';
import { AwsBalancerReader } from './support/web/aws-balancer.js';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/access-log-collection.html#access-log-entry-format */
export default defineParser({
  kind: 'parser',
  name: 'aws-elb',
  summary: 'Reads the access log of AWS classic load balancers.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [aws-elb] }',
  specificity: 90,
  leads: '0123456789',
  sample:
    '2025-11-11T10:20:30.123456Z shop-balancer 192.0.2.17:51234 198.51.100.7:80 0.000073 0.001048 0.000057 200 200 0 512 ' +
    '"GET https://example.com:443/cart?id=7 HTTP/1.1" "curl/8.5.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2',
  create: () => new AwsBalancerReader('aws-elb'),
});
