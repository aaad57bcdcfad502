import { parseArgs } from 'node:util';
import { nowMicros } from '../pipeline/time.js';
import { CANON, canonScore, rejectScore } from './accuracy/canon.js';
import { byFormat, confusion } from './accuracy/confusion.js';
import { CORPORA, corporaAreThere, pairFiles, rawFiles } from './accuracy/corpora.js';
import { loadDetector } from './accuracy/load.js';
import { pairScores } from './accuracy/pairs.js';
import {
  printCanon,
  printConfusion,
  printFloors,
  printRejects,
  printRivals,
  printStamps,
} from './accuracy/print.js';
import { printMissedNames, printPairs } from './accuracy/print-pairs.js';
import { rivalsOf } from './accuracy/rivals.js';
import { stampScore } from './accuracy/stamps.js';

/*
 * How well every record of the corpora is read: who claims it, and how many of the fields that other tools find are
 * ours, too. See bench/README.md.
 *
 *   npm run accuracy -- [--label LABEL] [--show N] [--pairs FORMAT] [--names N] [--floors]
 */

const { values: options } = parseArgs({
  options: {
    label: { type: 'string' },
    show: { type: 'string', default: '0' },
    pairs: { type: 'string' },
    names: { type: 'string' },
    floors: { type: 'boolean', default: false },
  },
});

if (!corporaAreThere()) {
  console.log(`Nothing measured: the corpora are not there (${CORPORA}). They are no part of the project.`);
  process.exit(0);
}

const detector = await loadDetector();
const show = Number(options.show);

if (options.floors) {
  printFloors(byFormat(confusion(rawFiles(), detector)));
  process.exit(0);
}
if (options.pairs === undefined) {
  const files = rawFiles().filter(({ label }) => options.label === undefined || label === options.label);
  printConfusion(confusion(files, detector), { show, detector });
  printRivals(rivalsOf(files, detector));
}
if (options.label === undefined) {
  const scores = ['canon/cef', ...pairFiles()].flatMap((file) => pairScores(file, detector, options.pairs));
  printPairs(scores, options.pairs !== undefined, show);
  if (options.names !== undefined) printMissedNames(scores, Number(options.names));
}
if (options.label === undefined && options.pairs === undefined) {
  for (const name of CANON) printCanon(canonScore(name, detector), show);
  printRejects(rejectScore(detector), show);
  printStamps(stampScore(nowMicros()), show);
}
