import type { Writable } from 'node:stream';
import type { Sink } from '../../pipeline/plugin.js';
import { type Batch, defineSink, EnvironmentError, Type } from '../../pipeline/plugin.js';
import { formatOption, type LineFormat, linesOf } from './support/event-lines.js';

const options = Type.Object({ format: formatOption });

export default defineSink({
  kind: 'sink',
  name: 'stdout',
  summary: 'Writes events to standard output, for trying out a graph and for pipes.',
  options,
  example: 'screen: { type: stdout, inputs: [parse], format: text }',
  create: ({ format }) => new StdoutSink(process.stdout, format),
});

export class StdoutSink implements Sink {
  // A failed write reports to its callback too; without a listener it would end the process.
  readonly #ignore = () => {};

  constructor(
    private readonly stream: Writable,
    private readonly format: LineFormat,
  ) {}

  async start(): Promise<void> {
    this.stream.on('error', this.#ignore);
  }

  async stop(): Promise<void> {
    this.stream.off('error', this.#ignore);
  }

  /** @throws EnvironmentError when nobody reads any more: the worker ends, and the chunks stay in the queue. */
  write(batch: Batch): Promise<void> {
    if (batch.events.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      // The callback comes once the system has the bytes, so a slow reader slows the graph down.
      this.stream.write(linesOf(batch.events, this.format), (error) => {
        if (error) reject(new EnvironmentError(`standard output was closed by its reader: ${error.message}`));
        else resolve();
      });
    });
  }
}
