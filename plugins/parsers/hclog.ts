import { defineParser, Type } from '../../pipeline/plugin.js';
import { LineReader } from './support/databases/line-reader.js';
import { HCLOG_SHAPES } from './support/databases/stores.js';

/** https://github.com/hashicorp/go-hclog */
export default defineParser({
  kind: 'parser',
  name: 'hclog',
  summary: 'Reads the logs of Consul, Vault, Nomad and Terraform.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [hclog] }',
  specificity: 82,
  place: 'both',
  needs: ['['],
  leads: '0123456789 \t',
  sample:
    '2025-11-11T10:20:30.123Z [INFO]  agent.server.raft: entering follower state: leader-address=192.0.2.1:8300',
  create: () => new LineReader('hclog', HCLOG_SHAPES),
});
