import { HttpError } from './http-error.js';

export type BatchKind = 'json' | 'ndjson' | 'text';

const BATCH_KINDS: Record<string, BatchKind> = {
  'application/json': 'json',
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
  'application/x-jsonlines': 'ndjson',
  'application/jsonlines': 'ndjson',
  'application/json-lines': 'ndjson',
  'text/plain': 'text',
};
const CHARSETS = new Set(['utf-8', 'utf8', 'us-ascii']);
const CHARSET = /;\s*charset\s*=\s*"?([^";\s]+)"?/i;

/** @throws HttpError 415 unless it is JSON in UTF-8. */
export function checkJsonType(contentType: string | undefined): void {
  // What nearly every client sends, without the work below.
  if (contentType === 'application/json') return;
  if (mediaType(contentType) !== 'application/json') throw unsupported(contentType, 'application/json');
}

/** @throws HttpError 415 for a type that a batch cannot have. */
export function batchKind(contentType: string | undefined): BatchKind {
  const type = mediaType(contentType);
  if (!Object.hasOwn(BATCH_KINDS, type)) {
    throw unsupported(
      contentType,
      'application/json (an array), application/x-ndjson or application/jsonl (an object per line), text/plain (a record per line)',
    );
  }
  return BATCH_KINDS[type]!;
}

function mediaType(contentType = ''): string {
  const charset = CHARSET.exec(contentType)?.[1];
  if (charset !== undefined && !CHARSETS.has(charset.toLowerCase())) {
    throw new HttpError(415, 'LAF_UNSUPPORTED_CHARSET', `charset ${charset} is not read; allowed is utf-8`);
  }
  return contentType.split(';', 1)[0]!.trim().toLowerCase();
}

function unsupported(contentType: string | undefined, allowed: string): HttpError {
  const given =
    contentType === undefined ? 'no Content-Type was given' : `Content-Type ${contentType} is not read`;
  return new HttpError(415, 'LAF_UNSUPPORTED_MEDIA_TYPE', `${given}; allowed is ${allowed}`);
}
