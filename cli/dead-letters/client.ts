import type { ServerClient } from '../support/server-client.js';

/** A dead letter as the API shows it (docs/dead-letters.md). */
export interface Letter {
  readonly key: string;
  readonly event_id: string;
  readonly received_at: string;
  readonly source: string;
  readonly stage: string;
  readonly reason: string;
  readonly sqlstate: string | null;
  readonly column: string | null;
  readonly tries: number;
  readonly refused_at: string;
  readonly replaying: boolean;
  readonly size: number;
  readonly cut: boolean;
  readonly encoding: 'text' | 'base64';
  readonly raw: string;
}

/** What the API takes to say which are meant. */
export interface Selection {
  readonly keys?: readonly string[];
  readonly stage?: string;
  readonly source?: string;
  readonly reason?: string;
  readonly from?: string;
  readonly all?: true;
}

/** The calls of `/dead-letters`. They throw what {@link ServerClient} throws. */
export class LetterClient {
  constructor(private readonly client: ServerClient) {}

  list(
    { stage, source, reason, from }: Selection,
    limit: number,
    cursor: string | undefined,
  ): Promise<{ dead_letters: Letter[]; next_cursor: string | null }> {
    const given = Object.entries({ stage, source, reason, from, cursor, limit: String(limit) });
    const query = new URLSearchParams(
      given.filter((pair): pair is [string, string] => pair[1] !== undefined),
    );
    return this.client.ask(`dead-letters?${query}`);
  }

  get(key: string): Promise<Letter> {
    return this.client.ask(`dead-letters/${encodeURIComponent(key)}`);
  }

  replay(selection: Selection): Promise<{ replayed: number; unreplayable: number }> {
    return this.client.ask('dead-letters/replay', selection);
  }

  drop(selection: Selection): Promise<{ dropped: number }> {
    return this.client.ask('dead-letters/drop', selection);
  }
}
