import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, UserError } from '../../../pipeline/errors.js';
import { checkDefinition } from './named-groups.js';

/** `NAME regex`, one a line, as Logstash has them; empty lines and those that begin with # are comments. */
const DEFINITION = /^\s*(\w+)\s+(.*?)\s*$/;

/**
 * @throws UserError naming the file and the line
 */
export function readPatternFiles(files: readonly string[]): Map<string, string> {
  const patterns = new Map<string, string>();
  for (const file of files) {
    linesOf(file).forEach((line, index) => {
      if (/^\s*(?:#|$)/.test(line)) return;
      const place = `${file}, line ${index + 1}`;
      const [, name, pattern] = DEFINITION.exec(line) ?? [];
      if (name === undefined || pattern === undefined || pattern === '') {
        throw new UserError(`${place}: must be a name, a blank and a regular expression`);
      }
      check(`${place}: ${name}`, pattern);
      patterns.set(name, pattern);
    });
  }
  return patterns;
}

/** Every file of the folders, in the order of their names. @throws UserError when one cannot be read */
export function patternFilesIn(folders: readonly string[]): string[] {
  return folders.flatMap((folder) => {
    try {
      return readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
        .map(({ name }) => join(folder, name))
        .sort();
    } catch (error) {
      throw new UserError(`${folder} cannot be read: ${messageOf(error)}`);
    }
  });
}

/** @throws UserError that begins with `place` */
export function check(place: string, pattern: string): void {
  try {
    checkDefinition(pattern);
  } catch (error) {
    throw new UserError(`${place}: ${messageOf(error)}`);
  }
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/);
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${messageOf(error)}`);
  }
}
