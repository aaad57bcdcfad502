import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';
import { REPOSITORY } from './repository.js';

/** What a recorded figure was measured on. */
export interface Machine {
  date: string;
  commit: string;
  /** Whether tracked files differed from that commit. */
  changed: boolean;
  cpu: string;
  cores: number;
  memory_bytes: number;
  system: string;
  node: string;
}

export function describeMachine(): Machine {
  const processors = cpus();
  return {
    date: new Date().toISOString(),
    commit: git('rev-parse', '--short=12', 'HEAD'),
    changed: git('status', '--porcelain', '--untracked-files=no') !== '',
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memory_bytes: totalmem(),
    system: `${process.platform} ${release()} ${process.arch}`,
    node: process.version,
  };
}

function git(...words: string[]): string {
  return execFileSync('git', words, { cwd: REPOSITORY, encoding: 'utf8' }).trim();
}
