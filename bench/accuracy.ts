import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { INSTALLATION } from '../cli/support/installation.js';
import { parserSetOf } from '../cli/support/load-parsers.js';
import { loadCatalog } from '../cli/support/load-pipeline.js';
import { Detector } from '../pipeline/detection/detector.js';
import { CANON, canonScore, rejectScore } from './accuracy/canon.js';
import { confusion } from './accuracy/confusion.js';
import { CORPORA, corporaAreThere, rawFiles } from './accuracy/corpora.js';
import { printCanon, printConfusion, printRejects } from './accuracy/print.js';

/*
 * How well every record of the corpora is read: who claims it, and how many of the fields that other tools find are
 * ours, too. See bench/README.md.
 *
 *   npm run accuracy -- [--label LABEL] [--show N] [--pairs FORMAT]
 */

const { values: options } = parseArgs({
  options: {
    label: { type: 'string' },
    show: { type: 'string', default: '0' },
    pairs: { type: 'string' },
  },
});

if (!corporaAreThere()) {
  console.log(`Nothing measured: the corpora are not there (${CORPORA}). They are no part of the project.`);
  process.exit(0);
}

const catalog = await loadCatalog(INSTALLATION.defaultPipeline, process.cwd());
for (const problem of catalog.problems) console.log(problem);
const parsers = await parserSetOf(catalog, { logger: pino({ level: 'silent' }), dataDir: '' });
const detector = new Detector(parsers);
const show = Number(options.show);

if (options.pairs === undefined) {
  const files = rawFiles().filter(({ label }) => options.label === undefined || label === options.label);
  printConfusion(confusion(files, detector), { show, detector });
}
if (options.label === undefined && options.pairs === undefined) {
  for (const name of CANON) printCanon(canonScore(name, detector), show);
  printRejects(rejectScore(detector), show);
}
