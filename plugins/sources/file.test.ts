import {
  appendFile,
  mkdtemp,
  open,
  readFile,
  rename,
  rm,
  truncate,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EnvironmentError } from '../../pipeline/errors.js';
import type { Source } from '../../pipeline/plugin.js';
import { FailingIntake, RecordingIntake, recordsOf } from '../../test/support/recording-intake.js';
import { sourceContext } from '../../test/support/source-context.js';
import file from './file.js';

let directory: string;
let log: string;
let intake: RecordingIntake;
let source: Source | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'laf-file-'));
  log = join(directory, 'app.log');
  intake = new RecordingIntake();
});

afterEach(async () => {
  intake.unblock();
  await source?.stop();
  source = undefined;
  await rm(directory, { recursive: true });
});

async function follow(from: 'beginning' | 'end' = 'beginning', paths = ['*.log']): Promise<void> {
  const options = {
    paths: paths.map((path) => join(directory, path)),
    from,
    poll_interval: 10,
    max_record: 4096,
    multiline: 'auto' as const,
    header: false,
  };
  source = await file.create(options, sourceContext(intake, directory));
  await source.start();
}

async function restart(to = new RecordingIntake()): Promise<void> {
  await source!.stop();
  intake = to;
  await follow();
}

/** As a truncation and a write look to somebody who sees the file only after both. */
async function overwrite(text: string): Promise<void> {
  const handle = await open(log, 'r+');
  await handle.write(text, 0);
  await handle.close();
}

const arrived = (texts: string[]) => expect.poll(() => intake.texts, { timeout: 10_000 }).toEqual(texts);

describe('a file', () => {
  it('is read from its beginning and then as it grows, line by line', async () => {
    await writeFile(log, 'one\r\ntwo\n\nthr');
    await follow();
    await arrived(['one', 'two']);
    await appendFile(log, 'ee\n');
    await arrived(['one', 'two', 'three']);
    expect(intake.records[0]).toMatchObject({ transport: 'file', peer: undefined });
  });

  it('is read from its end where told so, one that comes later from its beginning', async () => {
    await writeFile(log, 'old\n');
    await follow('end');
    await writeFile(join(directory, 'later.log'), 'later\n');
    await arrived(['later']);
    await appendFile(log, 'new\n');
    await arrived(['later', 'new']);
  });

  it('of many megabytes is read whole and in order', async () => {
    const lines = Array.from({ length: 60_000 }, (_, i) => `line ${i} ${'x'.repeat(50)}`);
    await writeFile(log, `${lines.join('\n')}\n`);
    await follow();
    await expect.poll(() => intake.records.length, { timeout: 20_000 }).toBe(lines.length);
    expect(intake.texts).toEqual(lines);
  });
});

describe('the line that names columns', () => {
  const columns = () =>
    intake.blocks.flatMap((block) => recordsOf(block).map((text) => [String(text), block.columns]));

  it('is the first of a CSV file, also after a restart', async () => {
    const csv = join(directory, 'a.csv');
    await writeFile(csv, 'time,size\n1,2\n');
    await follow('beginning', ['*.csv']);
    await expect.poll(columns).toEqual([
      ['time,size', 'time,size'],
      ['1,2', 'time,size'],
    ]);
    await source!.stop();
    intake = new RecordingIntake();
    await follow('beginning', ['*.csv']);
    await appendFile(csv, '3,4\n');
    await expect.poll(columns).toEqual([['3,4', 'time,size']]);
  });

  it('is the last that begins with #Fields: in any file, also after a restart', async () => {
    await writeFile(log, 'x\n#Fields: a b\n1 2\n#Fields: c\n3\n');
    await follow();
    const all = [
      ['x', undefined],
      ['#Fields: a b', '#Fields: a b'],
      ['1 2', '#Fields: a b'],
      ['#Fields: c', '#Fields: c'],
      ['3', '#Fields: c'],
    ];
    await expect.poll(columns).toEqual(all);
    await restart();
    await appendFile(log, '4\n');
    await expect.poll(columns).toEqual([['4', '#Fields: c']]);
  });
});

it('takes a record that waits for more lines once none come', async () => {
  await writeFile(log, 'one\n  more\n');
  await follow();
  await arrived(['one\n  more']);
  await appendFile(log, '  late\n');
  await arrived(['one\n  more', '  late']);
});

describe('after a restart', () => {
  it('goes on where its records were durable, an unfinished line included', async () => {
    await writeFile(log, 'one\ntwo\nhal');
    await follow();
    await arrived(['one', 'two']);
    await restart();
    await appendFile(log, 'f\nfour\n');
    await arrived(['half', 'four']);
  });

  it('begins again at a record that more lines may belong to, and neither loses nor repeats any', async () => {
    await writeFile(log, 'one\ntwo\n  of two\nERROR\n\tat a.B.c(B.java:1)\n');
    await follow();
    await arrived(['one', 'two\n  of two']);
    await restart();
    await appendFile(log, '\tat a.B.d(B.java:2)\nfour\n');
    await arrived(['ERROR\n\tat a.B.c(B.java:1)\n\tat a.B.d(B.java:2)', 'four']);
    await restart();
    await appendFile(log, 'five\n');
    await arrived(['five']);
  });

  it('finds the file under another name', async () => {
    await writeFile(log, 'one\n');
    await follow();
    await arrived(['one']);
    await source!.stop();
    await rename(log, join(directory, 'renamed.log'));
    await appendFile(join(directory, 'renamed.log'), 'two\n');
    await writeFile(log, 'new\n');
    intake = new RecordingIntake();
    await follow();
    await expect.poll(() => intake.texts.toSorted()).toEqual(['new', 'two']);
  });

  it('reads a file from its beginning that was truncated and written anew meanwhile', async () => {
    await writeFile(log, 'one\n');
    await follow();
    await arrived(['one']);
    await source!.stop();
    await writeFile(log, 'another one, longer than before\n');
    intake = new RecordingIntake();
    await follow();
    await arrived(['another one, longer than before']);
  });

  it('reads again what the queue did not take', async () => {
    await writeFile(log, 'one\ntwo\n');
    const failing = new FailingIntake();
    intake = failing;
    await follow();
    await appendFile(log, 'three\n');
    await restart();
    await arrived(['one', 'two', 'three']);
    expect(failing.drops.size).toBe(0);
  });

  it('does not remember what was not durable yet', async () => {
    await writeFile(log, 'one\n');
    await follow();
    await arrived(['one']);
    intake.block();
    await appendFile(log, 'two\n');
    const positions = join(directory, 'positions', 'test.json');
    await expect.poll(() => readFile(positions, 'utf8').catch(() => '')).toContain('"offset": 4');
    intake.unblock();
    await expect.poll(() => readFile(positions, 'utf8')).toContain('"offset": 8');
  });

  it('says so when its positions cannot be read, and does not begin again', async () => {
    await writeFile(log, 'one\n');
    await follow();
    await arrived(['one']);
    await source!.stop();
    await writeFile(join(directory, 'positions', 'test.json'), '[{"file"');
    await expect(follow()).rejects.toThrow(EnvironmentError);
    await expect(follow()).rejects.toThrow('positions/test.json cannot be read');
  });
});

describe('rotation', () => {
  it('by rename: the old file is read to its end, the new one from its beginning', async () => {
    await writeFile(log, 'one\n');
    await follow('beginning', ['app.log']);
    await arrived(['one']);
    await rename(log, join(directory, 'app.log.1'));
    await appendFile(join(directory, 'app.log.1'), 'two\n');
    await arrived(['one', 'two']);
    await writeFile(log, 'three\n');
    await arrived(['one', 'two', 'three']);
    await appendFile(join(directory, 'app.log.1'), 'four\n');
    await arrived(['one', 'two', 'three', 'four']);
  });

  it('by rename to a name that is followed too: nothing is read twice', async () => {
    await writeFile(log, 'one\n');
    await follow('beginning', ['app.log*']);
    await arrived(['one']);
    await rename(log, join(directory, 'app.log.1'));
    await writeFile(log, 'two\n');
    await arrived(['one', 'two']);
  });

  it('by truncation', async () => {
    await writeFile(log, 'one\ntwo\n');
    await follow();
    await arrived(['one', 'two']);
    await truncate(log, 0);
    await appendFile(log, 'three\n');
    await arrived(['one', 'two', 'three']);
  });

  it('by truncation, the new content as long as the old one or longer', async () => {
    await writeFile(log, 'one\n');
    await follow();
    await arrived(['one']);
    await overwrite('two\n');
    await arrived(['one', 'two']);
    await overwrite('three\nfour\n');
    await arrived(['one', 'two', 'three', 'four']);
  });

  it('by deletion: another file is followed under its name', async () => {
    await writeFile(log, 'one\n');
    await follow();
    await arrived(['one']);
    await unlink(log);
    await writeFile(log, 'two\n');
    await arrived(['one', 'two']);
  });
});
