import { readlinkSync } from 'node:fs';
import { isRunning } from '../../../pipeline/running-process.js';

/** A process as others that share the folder know it. */
export interface ProcessMark {
  readonly pid: number;
  /** The space its pid counts in: containers have one each. Absent where the system has one only. */
  readonly space?: string;
}

export const THIS_PROCESS: ProcessMark = { pid: process.pid, ...spaceOfPids() };

/**
 * Whether the process is still there. Undefined where that cannot be told, because its pid counts in another space: of
 * two containers with one folder, each would take the other's processes for dead, or for its own.
 */
export function processExists({ pid, space }: ProcessMark): boolean | undefined {
  if (space !== THIS_PROCESS.space) return undefined;
  return isRunning(pid);
}

/** Linux names it `pid:[4026531836]` (namespaces(7)). */
function spaceOfPids(): { space?: string } {
  try {
    const space = /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0];
    return space === undefined ? {} : { space };
  } catch {
    return {};
  }
}
