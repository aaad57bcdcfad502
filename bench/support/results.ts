import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeMachine } from './machine.js';
import { REPOSITORY } from './repository.js';

/** Adds the machine to a result and, when it is to be recorded, writes bench/results/NAME-DATE.json. */
export async function report(name: string, result: object, record: boolean): Promise<void> {
  const machine = describeMachine();
  const text = `${JSON.stringify({ benchmark: name, machine, ...result }, undefined, 2)}\n`;
  process.stdout.write(text);
  if (!record) return;
  const folder = join(REPOSITORY, 'bench', 'results');
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${name}-${machine.date.slice(0, 19).replaceAll(':', '')}.json`);
  await writeFile(path, text);
  console.error(`recorded in ${path}`);
}
