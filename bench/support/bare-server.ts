import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { REPOSITORY } from './repository.js';

export interface BareServer {
  url: string;
  stop(): Promise<void>;
}

/** Starts the bare Fastify route in a process of its own, as the server that it is compared with has one. */
export async function startBareServer(): Promise<BareServer> {
  const script = join(REPOSITORY, 'dist', 'bench', 'support', 'bare-fastify.js');
  const child = spawn(process.execPath, [script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const exit = once(child, 'exit');
  const url = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([line]) => line as string),
    exit.then(([code]) => Promise.reject(new Error(`the bare Fastify route ended with exit code ${code}`))),
  ]);
  return {
    url,
    async stop() {
      child.kill();
      await exit;
    },
  };
}
