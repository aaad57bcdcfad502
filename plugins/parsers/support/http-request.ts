import { textMember } from './escapes.js';

const SLASH = 47;
const UPPER_A = 65;
const UPPER_Z = 90;
const LONGEST_METHOD = 24;

/** The request line of an access log: `GET /path?query HTTP/1.1` (RFC 9112 §3), or whatever came in its place. */
export class RequestLine {
  /** Metadata members, each with a comma before it: method, path, query, http_version; for garbage `request`. */
  members = '';
  /** For people: `GET /path?query`. */
  summary = '';

  /** @param plain whether no part of it needs escaping in JSON */
  read(request: string, plain: boolean): void {
    if (request === '' || request === '-') {
      this.members = '';
      this.summary = 'no request';
      return;
    }
    const methodEnd = request.indexOf(' ');
    const targetEnd = versionStart(request);
    if (!isMethod(request, methodEnd) || !isTarget(request, methodEnd + 1, targetEnd)) {
      this.members = `,${textMember('request', request, plain)}`;
      this.summary = request;
      return;
    }
    const version = request.slice(targetEnd + ' HTTP/'.length);
    this.members =
      `,"method":"${request.slice(0, methodEnd)}"` +
      targetMembers(request.slice(methodEnd + 1, targetEnd), plain) +
      (version === '' ? '' : `,${textMember('http_version', version, plain)}`);
    this.summary = request.slice(0, targetEnd);
  }
}

/** Offset of the blank before `HTTP/`, or the end of the text where a client named no version (HTTP/0.9). */
function versionStart(request: string): number {
  const blank = request.lastIndexOf(' ');
  return request.startsWith('HTTP/', blank + 1) ? blank : request.length;
}

function isMethod(request: string, end: number): boolean {
  if (end < 1 || end > LONGEST_METHOD) return false;
  for (let at = 0; at < end; at++) {
    const code = request.charCodeAt(at);
    if ((code < UPPER_A || code > UPPER_Z) && code !== 45 && code !== 95) return false;
  }
  return true;
}

/** A path, a URL or `*`, and for CONNECT a host; without a version only what begins with a slash is believed. */
function isTarget(request: string, start: number, end: number): boolean {
  return start < end && (end < request.length || request.charCodeAt(start) === SLASH);
}

function targetMembers(target: string, plain: boolean): string {
  const mark = target.indexOf('?');
  if (mark < 0) return `,${textMember('path', target, plain)}`;
  return (
    `,${textMember('path', target.slice(0, mark), plain)}` +
    `,${textMember('query', target.slice(mark + 1), plain)}`
  );
}
