import { pino } from 'pino';
import { afterEach, expect, it } from 'vitest';
import { LocalLiveBus } from './local-live-bus.js';
import { Supervisor } from './supervisor.js';

const { execPath: node } = process;
afterEach(() => {
  process.execPath = node;
});

function supervisorOf(environment: NodeJS.ProcessEnv): Supervisor {
  const logger = pino({ level: 'silent' });
  return new Supervisor({
    ...{ count: 2, module: '', args: [], environment, pipeline: '' },
    ...{ live: new LocalLiveBus(), logger },
  });
}

it.each([
  // Of these Node tells by an event, as of EAGAIN, when the system has no more processes to give …
  ['is told later', { execPath: '/nowhere/node', environment: {} }],
  // … and of others by throwing.
  ['is thrown', { execPath: node, environment: { LONG: 'x'.repeat(3_000_000) } }],
])(
  'goes on trying when a process cannot be made and that %s',
  async (_how, { execPath, environment }) => {
    process.execPath = execPath;
    const supervisor = supervisorOf(environment);
    await supervisor.start();
    expect(supervisor.running).toBe(0);
    await supervisor.stop(AbortSignal.timeout(1000));
  },
  5000,
);
