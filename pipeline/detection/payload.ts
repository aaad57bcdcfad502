import { ASSUMED_LEVEL, ASSUMED_TIME } from '../assumed.js';
import type { LogEvent } from '../event.js';
import { jsonString } from '../json-text.js';
import type { Micros } from '../time.js';
import { mergeMetadata } from './merge-metadata.js';

/*
 * A record within a record: what a program has written as JSON comes as the message of syslog, the line of a program
 * in a container as a member of what the runtime writes.
 */

const SPACE = 32;
const COOKIE_START = 64;
/** What Common Event Expression puts before JSON (https://cee.mitre.org/language/1.0-beta1/clt.html). */
const COOKIE = '@cee:';

/** What is read of an envelope's message: all but blanks and a cookie before it. */
export function payloadText(message: string): string {
  let start = 0;
  while (message.charCodeAt(start) === SPACE) start += 1;
  if (message.charCodeAt(start) === COOKIE_START && message.startsWith(COOKIE, start)) {
    start += COOKIE.length;
    while (message.charCodeAt(start) === SPACE) start += 1;
  }
  return start === 0 ? message : message.slice(start);
}

/**
 * Makes one event of an envelope and its payload. What the payload says of itself is nearer to what happened; what it
 * does not say is the envelope's. A host, program or time that both name differently stays in `envelope` of the metadata.
 *
 * @param format the more special one of the two
 */
export function openEnvelope(envelope: LogEvent, payload: LogEvent, format: string): void {
  const timed = (payload.assumed & ASSUMED_TIME) === 0 ? payload : envelope;
  const levelled = (payload.assumed & ASSUMED_LEVEL) === 0 ? payload : envelope;
  const peer = envelope.chunk.peerOf(envelope.index);
  const source = payload.source === peer ? envelope.source : payload.source;
  const application = payload.application || envelope.application;
  const overruled = overruledMembers(
    envelope,
    source === envelope.source || envelope.source === peer,
    application,
    timed.timestampMicros,
  );
  const outer =
    overruled === '' ? envelope.metadataText() : mergeMetadata(envelope.metadataText(), overruled);
  envelope.clean &&= payload.clean;
  envelope.fill(
    format,
    timed.timestampMicros,
    levelled.level,
    source,
    application,
    payload.message,
    mergeMetadata(outer, payload.metadataText()),
    (timed.assumed & ~ASSUMED_LEVEL) | (levelled.assumed & ASSUMED_LEVEL),
  );
}

/** Within a second two clocks say the same of one record. */
const SAME_TIME = 1_000_000;

/** `{"envelope":{…}}` with what the payload says otherwise; '' when that is nothing. */
function overruledMembers(
  envelope: LogEvent,
  sameSource: boolean,
  application: string,
  micros: Micros,
): string {
  const members: string[] = [];
  const hasTime = (envelope.assumed & ASSUMED_TIME) === 0;
  if (hasTime && Math.abs(envelope.timestampMicros - micros) >= SAME_TIME) {
    members.push(`"timestamp":"${envelope.timestamp}"`);
  }
  if (!sameSource) members.push(`"source":${jsonString(envelope.source)}`);
  if (envelope.application !== '' && envelope.application !== application) {
    members.push(`"application":${jsonString(envelope.application)}`);
  }
  return members.length === 0 ? '' : `{"envelope":{${members.join(',')}}}`;
}
