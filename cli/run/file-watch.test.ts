import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FileWatch } from './file-watch.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'laf-watch-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Looks when it is told to, and counts how often it called back. */
function watchOf(files: string[]) {
  let calls = 0;
  const watch = new FileWatch(
    () => files,
    () => {
      calls += 1;
    },
  );
  const look = () => {
    watch.look();
    return calls;
  };
  return look;
}

it('tells of a change once, when it has settled, also of one by renaming', () => {
  const [file, draft] = [join(folder, 'a'), join(folder, 'a.new')];
  writeFileSync(file, 'one');
  const look = watchOf([file]);
  expect(look()).toBe(0);
  writeFileSync(file, 'half of tw');
  expect(look()).toBe(0);
  writeFileSync(file, 'two');
  expect(look()).toBe(0);
  expect([look(), look()]).toEqual([1, 1]);
  writeFileSync(draft, 'three');
  renameSync(draft, file);
  expect([look(), look(), look()]).toEqual([1, 2, 2]);
});

it('says nothing of a file that was away for a moment and is the same again, or that is written as it was', () => {
  const file = join(folder, 'a');
  writeFileSync(file, 'one');
  const look = watchOf([file]);
  rmSync(file);
  expect(look()).toBe(0);
  writeFileSync(file, 'one');
  expect([look(), look(), look()]).toEqual([0, 0, 0]);
});

it('watches files that are named later, and does not take them for a change', () => {
  const [file, other] = [join(folder, 'a'), join(folder, 'b')];
  const files = [file];
  const look = watchOf(files);
  writeFileSync(other, 'one');
  files.push(other);
  expect([look(), look(), look()]).toEqual([0, 0, 0]);
  writeFileSync(other, 'two');
  expect([look(), look()]).toEqual([0, 1]);
});
