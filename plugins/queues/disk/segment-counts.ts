import type { Database } from 'lmdb';

export interface SegmentState {
  /** Chunks in the file that are not acknowledged. */
  live: number;
  /** Whether it gets no more. */
  full: boolean;
}

/** How many chunks of each file are still needed. Every method belongs into a transaction. */
export class SegmentCounts {
  constructor(private readonly states: Database<SegmentState, string>) {}

  add(segment: string): void {
    const { live, full } = this.#state(segment);
    this.states.put(segment, { live: live + 1, full });
  }

  /** Takes one chunk off; true when that was the last one and the file can go. */
  release(segment: string): boolean {
    const { live, full } = this.#state(segment);
    if (full && live <= 1) {
      this.states.remove(segment);
      return true;
    }
    this.states.put(segment, { live: live - 1, full });
    return false;
  }

  /** Notes that a file gets no more chunks; true when none of it is needed and it can go. */
  finish(segment: string): boolean {
    const { live } = this.#state(segment);
    if (live > 0) this.states.put(segment, { live, full: true });
    else this.states.remove(segment);
    return live === 0;
  }

  #state(segment: string): SegmentState {
    return this.states.get(segment) ?? { live: 0, full: false };
  }
}
