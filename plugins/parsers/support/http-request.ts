const SLASH = 47;
const UPPER_A = 65;
const UPPER_Z = 90;
const LONGEST_METHOD = 24;

/** The request line of an access log, `GET /path?query HTTP/1.1` (RFC 9112 §3). */
export interface RequestParts {
  readonly method: string;
  readonly target: string;
  /** '' where the client named none. */
  readonly version: string;
}

/** The parts of a request line; undefined for garbage. */
export function requestParts(request: string): RequestParts | undefined {
  const methodEnd = request.indexOf(' ');
  const targetEnd = versionStart(request);
  if (!isMethod(request, methodEnd) || !isTarget(request, methodEnd + 1, targetEnd)) return undefined;
  return {
    method: request.slice(0, methodEnd),
    target: request.slice(methodEnd + 1, targetEnd),
    version: request.slice(targetEnd + ' HTTP/'.length),
  };
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
