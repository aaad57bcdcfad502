import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** One process as /proc shows it. Linux only. */
export interface ProcessUse {
  pid: number;
  parent: number;
  /** The first 15 characters of the program's name: `node`, `postgres`, `redis-server`. */
  name: string;
  /** User and system time since its start, its own and that of children it has waited for. */
  cpuSeconds: number;
  /** The most memory it ever had resident (VmHWM); shared memory counts for each process that touched it. */
  peakBytes: number;
}

/** Where /proc/PID/stat has them, counted from the field after the name (proc(5) numbers that one 3). */
const FIELD = { parent: 1, userTicks: 11, systemTicks: 12, childUserTicks: 13, childSystemTicks: 14 };

let ticksPerSecond: number | undefined;

/** All processes there are; those that end meanwhile are left out. */
export function readProcesses(): ProcessUse[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      return [readProcess(Number(pid))];
    } catch {
      return [];
    }
  });
}

/** @throws when there is no such process. */
export function readProcess(pid: number): ProcessUse {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name may hold blanks and parentheses; what follows the last one is numbers.
  const nameEnd = stat.lastIndexOf(')');
  const fields = stat.slice(nameEnd + 2).split(' ');
  const { parent, userTicks, systemTicks, childUserTicks, childSystemTicks } = FIELD;
  const ticks = [userTicks, systemTicks, childUserTicks, childSystemTicks].reduce(
    (sum, field) => sum + Number(fields[field]),
    0,
  );
  ticksPerSecond ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  return {
    pid,
    parent: Number(fields[parent]),
    name: stat.slice(stat.indexOf('(') + 1, nameEnd),
    cpuSeconds: ticks / ticksPerSecond,
    peakBytes: peakBytes(pid),
  };
}

/** A process and all that descend from it. */
export function treeOf(pid: number, processes: readonly ProcessUse[] = readProcesses()): ProcessUse[] {
  const own = processes.filter((use) => use.pid === pid);
  const children = processes.filter((use) => use.parent === pid);
  return [...own, ...children.flatMap((child) => treeOf(child.pid, processes))];
}

/** All processes of a name, as `postgres`. */
export function named(name: string, processes: readonly ProcessUse[] = readProcesses()): ProcessUse[] {
  return processes.filter((use) => use.name === name.slice(0, 15));
}

/** What a span of work cost, by program. */
export interface CpuUse {
  [name: string]: { cpuSeconds: number; peakBytes: number };
}

/**
 * Measures the CPU time of programs over a span of work: `const meter = new CpuMeter(select)`, the work, `meter.read()`.
 * A child that ended within the span counts for its parent, once that has waited for it (PostgreSQL and Node do).
 */
export class CpuMeter {
  readonly #before: Map<number, ProcessUse>;

  /** @param select the processes to measure: `() => [...treeOf(pid), ...named('postgres')]` */
  constructor(private readonly select: () => ProcessUse[]) {
    this.#before = new Map(select().map((use) => [use.pid, use]));
  }

  /** CPU seconds since the meter was made, and the highest memory peak of one process, by name. */
  read(): CpuUse {
    const uses = new Map(this.select().map((use) => [use.pid, use])).values();
    const total: CpuUse = {};
    for (const use of uses) {
      const { cpuSeconds = 0, peakBytes = 0 } = total[use.name] ?? {};
      const spent = use.cpuSeconds - (this.#before.get(use.pid)?.cpuSeconds ?? 0);
      total[use.name] = { cpuSeconds: cpuSeconds + spent, peakBytes: Math.max(peakBytes, use.peakBytes) };
    }
    return total;
  }
}

/** Kernel threads have none: 0. */
function peakBytes(pid: number): number {
  const match = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return match === null ? 0 : Number(match[1]) * 1024;
}
