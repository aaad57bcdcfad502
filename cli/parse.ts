import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { pino } from 'pino';
import split2 from 'split2';
import { suggestion } from '../config/problem.js';
import { Detector } from '../pipeline/detection/detector.js';
import type { ParserSet } from '../pipeline/detection/parser-set.js';
import { UserError } from '../pipeline/errors.js';
import { reportAsJson, reportForPeople } from './parse/report.js';
import { parserSetOf } from './support/load-parsers.js';
import { loadCatalog, pipelineFile, type Surroundings } from './support/load-pipeline.js';

/** What the command reads and writes besides files. */
export interface ParseStreams {
  readonly stdin: Readable & { isTTY?: boolean };
  readonly stdout: Writable & { isTTY?: boolean; columns?: number };
  readonly stderr: Pick<Writable, 'write'>;
}

interface ParseOptions {
  readonly format?: string;
  readonly json?: true;
}

/** Of one line, in characters: what arrives by network may not be longer either. */
const LONGEST_LINE = 16 * 2 ** 20;
/** A long line is searched for its end anew with every block, so blocks are large. */
const BLOCK_BYTES = 2 ** 20;

/**
 * `laf parse [FILE…|-] [--format F]`: shows how each line is read, which parser claimed it and why. For people on a
 * terminal; elsewhere, or with --json, one JSON object per line.
 *
 * @throws UserError (from the action) when a file cannot be read or no parser has the format.
 */
export function parseCommand(
  program: Command,
  streams: ParseStreams = process,
  surroundings: Surroundings = {},
): void {
  program
    .command('parse')
    .description('show how each line is read and which parser claimed it, and why')
    .argument('[files...]', 'files, `-` for standard input, which is read when there are none')
    .option('-f, --format <format>', 'read every line with the parser of this format')
    .option('--json', 'one JSON object per line, also on a terminal')
    .action(async (files: string[], options: ParseOptions) => {
      const parsers = await loadParsers(surroundings.folder ?? process.cwd(), streams);
      checkFormat(options.format, parsers.formats);
      const detector = new Detector(parsers);
      for (const file of files.length === 0 ? ['-'] : files) {
        await parseFile(file, detector, options, streams);
      }
    });
}

/** The program's own parsers and those of the user's plugins. */
async function loadParsers(folder: string, { stderr }: ParseStreams): Promise<ParserSet> {
  const catalog = await loadCatalog(pipelineFile(undefined, folder), folder);
  for (const problem of catalog.problems) stderr.write(`${problem}\n`);
  return parserSetOf(catalog, { logger: pino({ level: 'silent' }), dataDir: join(folder, 'data') });
}

function checkFormat(format: string | undefined, formats: readonly string[]): void {
  if (format === undefined || formats.includes(format)) return;
  throw new UserError(`--format: no parser reads "${format}"${suggestion(format, formats, 'the formats')}`);
}

async function parseFile(
  file: string,
  detector: Detector,
  options: ParseOptions,
  { stdin, stdout, stderr }: ParseStreams,
): Promise<void> {
  if (file === '-' && stdin.isTTY) stderr.write('reading standard input, line by line; Ctrl-D ends it\n');
  const input = file === '-' ? stdin : createReadStream(file, { highWaterMark: BLOCK_BYTES });
  const show = options.json || !stdout.isTTY ? reportAsJson : reportForPeople;
  let number = 0;
  async function* reports(lines: AsyncIterable<string>): AsyncGenerator<string> {
    for await (const line of lines) {
      number += 1;
      yield show({ file, number, report: detector.explain(line, options.format) }, stdout.columns);
    }
  }
  try {
    await pipeline(input, split2({ maxLength: LONGEST_LINE }), reports, stdout, { end: false });
  } catch (error) {
    explainFailure(file, number, error);
  }
}

/** Nobody reads on (`laf parse … | head`): that is no failure. */
function explainFailure(file: string, linesRead: number, error: unknown): void {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE') return;
  if (message === 'maximum buffer reached') {
    throw new UserError(`${file}: line ${linesRead + 1} is longer than ${LONGEST_LINE / 2 ** 20} MiB`);
  }
  if (code === 'ENOENT') throw new UserError(`${file}: there is no such file`);
  if (code === 'EISDIR') throw new UserError(`${file}: is a folder; name the files in it`);
  if (code === 'EACCES') throw new UserError(`${file}: may not be read by this user`);
  throw error;
}
