import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { lastingPort } from './ports.js';

/** Redis that flushes each append before it answers, and is killed and started again on what it had. */
export class RedisServer {
  #child: ChildProcess | undefined;

  private constructor(
    readonly folder: string,
    readonly port: number,
  ) {}

  static async start(folder: string): Promise<RedisServer> {
    const server = new RedisServer(folder, await lastingPort());
    await server.start();
    return server;
  }

  /** Resolves once it answers; one that ended by itself, because its disk is full, is tried again. */
  async start(): Promise<void> {
    const redis = new Redis(this.port, '127.0.0.1', { maxRetriesPerRequest: null, retryStrategy: () => 50 });
    redis.on('error', () => {});
    try {
      for (;;) {
        if (!this.running) this.#launch();
        const answer = redis.ping().catch(() => '');
        if ((await Promise.race([answer, delay(1000, '')])) === 'PONG') return;
        await delay(50);
      }
    } finally {
      redis.disconnect();
    }
  }

  get running(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child!.kill(signal);
  }

  /** Ends it by the signal and waits for its end. */
  async end(signal: NodeJS.Signals): Promise<void> {
    if (!this.running) return;
    const ended = once(this.#child!, 'exit');
    this.#child!.kill(signal);
    await ended;
  }

  #launch(): void {
    this.#child = spawn(
      'redis-server',
      [
        ...['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder, '--save', ''],
        ...['--appendonly', 'yes', '--appendfsync', 'always', '--daemonize', 'no'],
      ],
      { stdio: 'ignore' },
    );
  }
}
