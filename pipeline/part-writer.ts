import { Batch } from './batch.js';
import { PermanentError } from './errors.js';
import type { AnySink, Sink } from './plugin.js';

/** The two kinds of sinks as the sink stage sees them: a part for each chunk, and one write for many parts. */
export interface PartWriter<Part = unknown> {
  partOf(batch: Batch): Part;
  write(parts: readonly Part[]): Promise<void>;
}

export function partWriterOf(sink: AnySink, stage: string): PartWriter {
  if ('encode' in sink) {
    return { partOf: (batch) => sink.encode(batch), write: (parts) => sink.writeParts(parts) };
  }
  return new BatchWriter(sink, stage);
}

class BatchWriter implements PartWriter<Batch> {
  constructor(
    private readonly sink: Sink,
    private readonly stage: string,
  ) {}

  partOf(batch: Batch): Batch {
    return batch;
  }

  async write(parts: readonly Batch[]): Promise<void> {
    try {
      await this.sink.write(parts.length === 1 ? parts[0]! : joined(parts));
    } catch (error) {
      if (!(error instanceof PermanentError)) throw error;
      this.#refuseAll(parts, error);
    }
  }

  #refuseAll(parts: readonly Batch[], { message }: PermanentError): void {
    for (const { delivery, events } of parts) {
      for (const event of events) delivery.reject(event, { stage: this.stage, reason: message });
    }
  }
}

function joined(parts: readonly Batch[]): Batch {
  return new Batch(
    parts.flatMap((part) => part.events),
    parts.flatMap((part) => [...part.deliveries]),
  );
}
