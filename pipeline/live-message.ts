import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { ChunkContext } from './chunk.js';
import type { LogEvent } from './event.js';
import { idToString } from './event-id.js';

/*
 * What the live bus carries for one chunk, as text: a line of JSON that says which ids the chunk has, then the JSON array
 * of those of its events that reached the live sink. A chunk all of whose events were left out is told of, too: its ids
 * are then known to be done with, and nobody looks for them.
 */
const CHUNK_IDS = Type.Object({
  /** Decimal id of the chunk's first record. */
  first: Type.String({ pattern: '^[0-9]{1,19}$' }),
  /** Its records, those left out included. */
  count: Type.Integer({ minimum: 1 }),
  /** See `previousId` of the chunk's header. */
  previous: Type.Optional(Type.String({ pattern: '^[0-9]{1,19}$' })),
  /** The record was a dead letter: its id is an old one, which other records of its chunk had shown before. */
  replay: Type.Optional(Type.Literal(true)),
});

export type ChunkIds = Static<typeof CHUNK_IDS>;

export interface LiveMessage {
  readonly chunk: ChunkIds;
  /** A JSON array. */
  readonly events: string;
}

export function writeLiveMessage(chunk: ChunkContext, events: readonly LogEvent[]): string {
  const ids: ChunkIds = {
    first: idToString(chunk.idHigh, chunk.idLow),
    count: chunk.count,
    ...(chunk.previousId !== undefined && { previous: chunk.previousId }),
    ...(chunk.replay && { replay: true }),
  };
  return `${JSON.stringify(ids)}\n[${events.map((event) => event.toJsonText()).join(',')}]`;
}

const isChunkIds = Compile(CHUNK_IDS);

/** @throws SyntaxError when the text is no live message: another version may have sent it. */
export function readLiveMessage(text: string): LiveMessage {
  const end = text.indexOf('\n');
  const chunk: unknown = end < 0 ? undefined : JSON.parse(text.slice(0, end));
  if (!isChunkIds.Check(chunk)) throw new SyntaxError(`no live message begins with ${text.slice(0, 100)}`);
  return { chunk, events: text.slice(end + 1) };
}
