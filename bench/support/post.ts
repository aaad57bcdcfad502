import { Agent, request } from 'node:http';
import { steppingClock } from '../../cli/generate/clock.js';
import { json } from '../../cli/generate/formats/json.js';
import { Random } from '../../cli/generate/random.js';
import { Workload } from '../../cli/generate/workload.js';

/** What single events are posted to. */
export interface PostTarget {
  /** `http://host:port/data/fast` */
  url: string;
  headers: Record<string, string>;
}

/** The call of a running server that is measured. @param token one of its API_TOKENS */
export function fastRoute(base: string, token?: string): PostTarget {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  return { url: new URL('/data/fast', base).href, headers };
}

/** Single events as the reference workload has them, with times about now. */
export function eventBodies(count: number): string[] {
  const random = new Random(1);
  return new Workload(json.lines(random), steppingClock(random, Date.now())).take(count);
}

const TIMEOUT_MILLIS = 10_000;

/** Posts over connections that stay open; one is opened whenever all are busy, so nothing waits in the client. */
export class Poster {
  readonly #agent = new Agent({ keepAlive: true });

  constructor(private readonly target: PostTarget) {}

  /** Resolves with the status once the answer is there, whole. */
  post(body: string): Promise<number> {
    const { url, headers } = this.target;
    const options = {
      method: 'POST',
      agent: this.#agent,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      timeout: TIMEOUT_MILLIS,
    };
    return new Promise((resolve, reject) => {
      const call = request(url, options, (response) => {
        response.on('end', () => resolve(response.statusCode!)).on('error', reject);
        response.resume();
      });
      call.on('timeout', () => call.destroy(new Error(`no answer from ${url} within 10 s`)));
      call.on('error', reject);
      call.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
