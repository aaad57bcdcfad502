import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * Lines of public test suites with what the tools they come from make of them. They are not part of the project; their
 * folder lies beside it, or is not there.
 */

/** The project's own folder, from the sources as from dist/. */
const code = new URL('../../', import.meta.url);
const root = existsSync(new URL('package.json', code)) ? code : new URL('../', code);

export const CORPORA = fileURLToPath(new URL('../shared/corpora', root));

export function corporaAreThere(): boolean {
  return existsSync(join(CORPORA, 'DETECT.tsv'));
}

/** A file of one format. */
export interface RawFile {
  readonly path: string;
  readonly label: string;
  readonly lines: readonly string[];
}

export function rawFiles(): RawFile[] {
  const rows = readFileSync(join(CORPORA, 'DETECT.tsv'), 'utf8').trim().split('\n').slice(1);
  return rows.map((row) => {
    const [path, label] = row.split('\t') as [string, string];
    const lines = readFileSync(join(CORPORA, path), 'utf8').split('\n');
    if (lines.at(-1) === '') lines.pop();
    return { path, label, lines: lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line)) };
  });
}

/** A record with what another tool reads from it. */
export interface Case {
  readonly format: string;
  readonly raw: string;
  /** Null when the tool rejects the record. */
  readonly expected: unknown;
  readonly source: string;
  readonly args?: unknown;
  readonly multiline?: boolean;
  readonly error?: unknown;
}

/** @param name of a file without its ending, such as `canon/syslog` */
export function casesOf(name: string): Case[] {
  const lines = readFileSync(join(CORPORA, `${name}.ndjson`), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as Case);
}

export function pairFiles(): string[] {
  return readdirSync(join(CORPORA, 'pairs'))
    .filter((name) => name.endsWith('.ndjson'))
    .map((name) => `pairs/${name.slice(0, -'.ndjson'.length)}`)
    .sort();
}
