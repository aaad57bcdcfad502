import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { quote } from '../quoting.js';
import { MAX_FILTER_LENGTH } from '../search-query.js';

const FilterMessage = Type.Object(
  { type: Type.Literal('filter'), filter: Type.String({ maxLength: MAX_FILTER_LENGTH }) },
  { additionalProperties: false },
);

const filterMessage = Compile(FilterMessage);

/** What a client may say. */
export type ClientMessage = Static<typeof FilterMessage>;

const EXPECTED = '{"type":"filter","filter":"level:ERROR"}';

/** @throws Error whose message is for the client */
export function readClientMessage(bytes: ArrayBuffer, isBinary: boolean): ClientMessage {
  if (isBinary) throw new Error(`a message must be text, such as ${EXPECTED}`);
  const text = Buffer.from(bytes).toString();
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    throw new Error(`${quote(text)} is not JSON; a message looks like ${EXPECTED}`);
  }
  if (filterMessage.Check(message)) return message;
  const filter = (message as { filter?: unknown } | null)?.filter;
  if (typeof filter === 'string' && filter.length > MAX_FILTER_LENGTH) {
    throw new Error(`the filter is longer than ${MAX_FILTER_LENGTH} characters`);
  }
  throw new Error(`${quote(message)} is no message of a client; one looks like ${EXPECTED}`);
}
