import type { Registry } from 'prom-client';
import type { SupervisorMessage, WorkerMessage } from '../../pipeline/supervisor.js';

/** Set in the environment of a process that a supervisor has started. */
export const POOL_WORKER = 'LAF_POOL_WORKER';

/** Tells the supervisor that work has begun, and answers its questions; drains when the supervisor is gone. */
export function reportToSupervisor(registry: Registry, stop: () => void): void {
  const send = (message: WorkerMessage) => {
    if (process.connected) process.send?.(message);
  };
  process.on('message', async (message: SupervisorMessage) => {
    if (message.type === 'metrics') send({ type: 'metrics', metrics: await registry.getMetricsAsJSON() });
  });
  // A supervisor that was killed while this process started is gone already, and nothing will say so again.
  if (process.connected) process.on('disconnect', stop);
  else stop();
  send({ type: 'ready' });
}
