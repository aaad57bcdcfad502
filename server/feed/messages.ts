import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { MOST_FILTER_CHARACTERS } from '../../pipeline/filter/parse.js';
import { quote } from '../parameters/quoting.js';

const FilterMessage = Type.Object(
  { type: Type.Literal('filter'), filter: Type.String({ maxLength: MOST_FILTER_CHARACTERS }) },
  { additionalProperties: false },
);

const PauseMessage = Type.Object({ type: Type.Literal('pause') }, { additionalProperties: false });

const ResumeMessage = Type.Object(
  { type: Type.Literal('resume'), cursor: Type.Optional(Type.String()) },
  { additionalProperties: false },
);

const ClientMessage = Type.Union([FilterMessage, PauseMessage, ResumeMessage]);

/** What a client may say. */
export type ClientMessage = Static<typeof ClientMessage>;

const clientMessage = Compile(ClientMessage);

const EXPECTED =
  '{"type":"filter","filter":"level:ERROR"}, {"type":"pause"} or {"type":"resume","cursor":"…"}';

/** @throws Error whose message is for the client */
export function readClientMessage(bytes: ArrayBuffer, isBinary: boolean): ClientMessage {
  if (isBinary) throw new Error(`a message must be text: ${EXPECTED}`);
  const text = Buffer.from(bytes).toString();
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    throw new Error(`${quote(text)} is not JSON; a message is ${EXPECTED}`);
  }
  if (clientMessage.Check(message)) return message;
  const filter = (message as { filter?: unknown } | null)?.filter;
  if (typeof filter === 'string' && filter.length > MOST_FILTER_CHARACTERS) {
    throw new Error(`the filter is longer than ${MOST_FILTER_CHARACTERS} characters`);
  }
  throw new Error(`${quote(message)} is no message of a client; there are ${EXPECTED}`);
}
