import { defineParser, Type } from '../../pipeline/plugin.js';
import { AwsVpcFlowReader } from './support/web/aws-vpc-flow.js';

/** https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html */
export default defineParser({
  kind: 'parser',
  name: 'aws-vpc-flow',
  summary: 'Reads flow logs of AWS VPCs.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [aws-vpc-flow] }',
  specificity: 90,
  sample:
    '2 123456789012 eni-0123456789abcdef0 192.0.2.17 198.51.100.7 51234 443 6 20 4249 1762856430 1762856490 ACCEPT OK',
  create: () => new AwsVpcFlowReader(),
});
