import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TransformDefinition } from '../../pipeline/plugin.js';
import { describeTransform } from '../../test/conformance/transforms.js';

const RECORDS = [
  'user alice logged in from 10.0.0.1',
  '192.0.2.1 - - [11/Nov/2025:10:20:30 +0000] "GET /health HTTP/1.1" 200 12 "-" "curl/8.0"',
  '{"level":"debug","message":"started","team":"other","uid":7}',
  '<34>1 2025-11-11T10:20:30Z host app 12 ID - text with ünicode',
  '',
];

const files = readdirSync(import.meta.dirname).filter((name) => /^[a-z-]+\.ts$/.test(name));
for (const name of files) {
  const { default: definition } = (await import(join(import.meta.dirname, name))) as {
    default: TransformDefinition;
  };
  describeTransform(definition, RECORDS);
}
