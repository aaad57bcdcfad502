import { readFileSync } from 'node:fs';

const BOOT_ID = '/proc/sys/kernel/random/boot_id';

/**
 * Names this start of the machine; undefined where the system has no name for it (other than Linux). What a process has
 * written to a file is there for all others until the machine goes down, flushed to the disk or not.
 */
export function bootId(): string | undefined {
  try {
    return readFileSync(BOOT_ID, 'utf8').trim();
  } catch {
    return undefined;
  }
}
