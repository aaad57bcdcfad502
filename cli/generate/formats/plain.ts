import type { LineFormat } from '../format.js';
import type { Random } from '../random.js';

const SENTENCES: readonly ((random: Random) => string)[] = [
  (random) => `Nightly backup finished, ${random.between(1, 900)} MB in ${random.between(5, 700)} s`,
  (random) => `Import of suppliers: ${random.between(1, 4000)} rows read, ${random.below(5)} skipped`,
  (random) => `Listening on port ${random.between(3000, 9000)}`,
  (random) => `Retrying in ${random.between(1, 60)} s ...`,
  (random) => `Lieferung an Müller & Söhne, Zürich, ${random.between(1, 30)} Pakete`,
  (random) => `Cache warmed: ${random.between(100, 9000)} entries`,
  (random) => `cannot open /var/spool/labels/${random.hex(4)}.pdf: No such file or directory`,
];

export const plain: LineFormat = {
  name: 'plain',
  summary: 'sentences without any form or time, a few of them not ASCII',
  contentType: 'text/plain',
  lines: (random) => () => random.pick(SENTENCES)(random),
};
