import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { digestOfFiles } from './file-contents.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'laf-contents-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('changes with the contents of a file, with those of a folder, and with what is there at all', () => {
  const [file, other] = [join(folder, 'a'), join(folder, 'b')];
  const digests: string[] = [];
  const look = () => digests.push(digestOfFiles([file]), digestOfFiles([folder]));
  look();
  writeFileSync(file, 'one');
  look();
  writeFileSync(file, 'two');
  look();
  writeFileSync(other, '');
  const [ofFile, ofFolder] = [digestOfFiles([file]), digestOfFiles([folder])];
  expect(new Set(digests).size).toBe(digests.length);
  expect(ofFile).toBe(digests.at(-2));
  expect(ofFolder).not.toBe(digests.at(-1));
  writeFileSync(file, 'two');
  expect(digestOfFiles([folder])).toBe(ofFolder);
});
