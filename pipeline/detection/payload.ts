import { ASSUMED_LEVEL, ASSUMED_TIME } from '../assumed.js';
import { LogEvent } from '../event.js';
import { jsonString } from '../json-text.js';
import { mergeMetadata } from './merge-metadata.js';

/*
 * A record within a record: what a program has written as JSON comes as the message of syslog, the line of a program
 * in a container as a member of what the runtime writes.
 */

/** The message of an envelope as an event of its own, which a parser can fill. */
export function payloadOf(envelope: LogEvent): LogEvent {
  const payload = new LogEvent(envelope.message, envelope.chunk, envelope.index, envelope.clean);
  // Some formats are only to be told by the program that writes them.
  payload.fill(
    'plain',
    envelope.timestampMicros,
    envelope.level,
    '',
    envelope.application,
    envelope.message,
    '{}',
    envelope.assumed | ASSUMED_TIME | ASSUMED_LEVEL,
  );
  return payload;
}

/**
 * Makes one event of an envelope and its payload. What the payload says of itself is nearer to what happened; what it
 * does not say is the envelope's. A host or program that both name differently stays in `envelope` of the metadata.
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

/** `{"envelope":{…}}` with what the payload says otherwise; '' when that is nothing. */
function overruledMembers({ source, application }: LogEvent, sameSource: boolean, chosen: string): string {
  const members: string[] = [];
  if (!sameSource) members.push(`"source":${jsonString(source)}`);
  if (application !== '' && application !== chosen) members.push(`"application":${jsonString(application)}`);
  return members.length === 0 ? '' : `{"envelope":{${members.join(',')}}}`;
}
