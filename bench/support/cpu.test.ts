import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test } from 'vitest';
import { CpuMeter, named, readProcess, treeOf } from './cpu.js';

/** Burns CPU, says how many seconds it had of it (user and system), and waits. */
const BURN = `
  const seconds = () => (process.cpuUsage().user + process.cpuUsage().system) / 1e6;
  let sum = 0;
  while (seconds() < 0.4) for (let i = 0; i < 1e6; i++) sum += i;
  console.log(seconds());
  setInterval(() => {}, 1000);
`;

describe.skipIf(process.platform !== 'linux')('CPU time and memory from /proc', () => {
  const children: ChildProcess[] = [];

  afterEach(() => {
    for (const child of children.splice(0)) {
      child.stdin!.destroy();
      child.kill('SIGKILL');
    }
  });

  /** Starts a program and waits for its first line. */
  async function start(...command: [string, ...string[]]): Promise<{ pid: number; line: string }> {
    const child = spawn(command[0], command.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    const [line] = await once(createInterface(child.stdout), 'line');
    return { pid: child.pid!, line };
  }

  test('the CPU time of a process is what it says itself', async () => {
    const { pid, line } = await start(process.execPath, '-e', BURN);
    expect(Math.abs(readProcess(pid).cpuSeconds - Number(line))).toBeLessThan(0.1);
  });

  test('a tree holds children, and the time of those that have ended', async () => {
    const burnAndEnd = BURN.replace('setInterval(() => {}, 1000);', '');
    const script = '"$0" -e "$1" > /dev/null; exec 3<&0; cat <&3 & echo ready; wait';
    const { pid } = await start('bash', '-c', script, process.execPath, burnAndEnd);
    expect(treeOf(process.pid).map((use) => use.pid)).toContain(pid);
    // A child has its parent's name until it has become its own program.
    await expect.poll(() => treeOf(pid).map(({ name }) => name)).toEqual(['bash', 'cat']);
    expect(treeOf(pid)[0]!.cpuSeconds).toBeGreaterThan(0.35);
  });

  test('a meter counts what was used since it was made, by name', async () => {
    const pids: number[] = [];
    const select = () => pids.map(readProcess);
    const before = await start(process.execPath, '-e', BURN);
    pids.push(before.pid);
    const meter = new CpuMeter(select);
    const after = await start(process.execPath, '-e', BURN);
    pids.push(after.pid);
    const uses = Object.values(meter.read());
    expect(uses).toHaveLength(1);
    expect(Math.abs(uses[0]!.cpuSeconds - Number(after.line))).toBeLessThan(0.15);
    expect(uses[0]!.peakBytes).toBeGreaterThan(20 * 2 ** 20);
  });

  test('processes are found by name', () => {
    const { name } = readProcess(process.pid);
    expect(named(name).map(({ pid }) => pid)).toContain(process.pid);
  });

  test('no such process: an error', () => {
    expect(() => readProcess(2 ** 30)).toThrow(/ENOENT/);
  });
});
