import { defineParser, Type } from '../../pipeline/plugin.js';
import { AwsBalancerReader } from './support/web/aws-balancer.js';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html#access-log-entry-format */
export default defineParser({
  kind: 'parser',
  name: 'aws-alb',
  summary: 'Reads the access log of AWS application load balancers.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [aws-alb] }',
  specificity: 95,
  leads: 'hwg',
  sample:
    'https 2025-11-11T10:20:30.123456Z app/shop/0123456789abcdef 192.0.2.17:51234 198.51.100.7:80 0.001 0.012 0.000 200 200 ' +
    '340 512 "GET https://example.com:443/cart?id=7 HTTP/2.0" "curl/8.5.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 ' +
    'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/shop/89abcdef "Root=1-69131c0e-0123456789abcdef01234567" ' +
    '"example.com" "arn:aws:acm:eu-west-1:123456789012:certificate/1234" 0 2025-11-11T10:20:30.110000Z "forward" "-" "-" ' +
    '"198.51.100.7:80" "200" "-" "-" TID_0123456789abcdef',
  create: () => new AwsBalancerReader('aws-alb'),
});
