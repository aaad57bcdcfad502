import { Latencies, type LatencySummary } from '../support/latencies.js';
import { eventBodies, Poster, type PostTarget } from '../support/post.js';
import { monotonicMillis, tick } from '../support/ticker.js';

export interface SteadyOptions {
  /** Requests a second. */
  rate: number;
  seconds: number;
}

export interface SteadyReport {
  rate: number;
  /** From the moment the request was due to its whole answer. */
  latency: LatencySummary;
  /** By how much this client sent late; it is part of the latency, and not the server's fault. */
  late: LatencySummary;
  /** Answers that were not 202, and requests without one. */
  failed: number;
}

/**
 * Latency at a steady rate, in an open loop: requests go out when they are due whether or not earlier ones have been
 * answered, and the clock of each starts when it was due. So a pause of the server is felt by all requests that fall
 * into it (no "coordinated omission").
 */
export async function measureSteady(
  target: PostTarget,
  { rate, seconds }: SteadyOptions,
): Promise<SteadyReport> {
  const poster = new Poster(target);
  const bodies = eventBodies(1_000);
  const latency = new Latencies();
  const late = new Latencies();
  const answers: Promise<void>[] = [];
  let failed = 0;

  async function send(due: number, body: string): Promise<void> {
    late.record(monotonicMillis() - due);
    const status = await poster.post(body).catch(() => 0);
    if (status === 202) latency.record(monotonicMillis() - due);
    else failed += 1;
  }

  await tick(rate, rate * seconds, (index, due) => {
    answers.push(send(due, bodies[index % bodies.length]!));
  });
  await Promise.all(answers);
  poster.close();
  return { rate, latency: latency.summary(), late: late.summary(), failed };
}
