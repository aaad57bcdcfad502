import type { LogEvent } from '../../../../pipeline/event.js';
import { levelOfStatus } from '../../../../pipeline/level.js';
import type { CLAIMED } from '../../../../pipeline/plugin.js';
import { requestParts } from '../http-request.js';
import { RecordDraft } from '../record-draft.js';

const ABSOLUTE = /^([a-z][a-z0-9+.-]{0,15}):\/\/([^/?#]*)([^?#]*)(?:\?(.*))?$/s;
const HOST_AND_PORT = /^(?:\[([^\]]+)\]|(.*)):(\d{1,5})$/s;
const DECIMAL = /^\d{1,15}(?:\.\d{1,12})?$/;
/** More digits than a duration has are an error of multiplying. */
const MICROS_OF_MILLI = 1e6;

/** What is found in one line of an access log, whoever writes it. */
export class AccessDraft extends RecordDraft {
  #summary = '';
  #status = '';

  override begin(): this {
    this.#summary = '';
    this.#status = '';
    return super.begin();
  }

  /**
   * A request line, `GET /path?query HTTP/1.1`; garbage stays as `request`.
   *
   * @param written the text before its escapes were undone: of garbage nobody knows what they stand for
   */
  request(text: string, written = text): this {
    return this.#requestLine(text, written, false);
  }

  /** The request line of a proxy, which is asked for a URL: that stays whole as `url` beside its parts. */
  proxyRequest(text: string): this {
    return this.#requestLine(text, text, true);
  }

  #requestLine(text: string, written: string, proxy: boolean): this {
    if (text === '' || text === '-') return this;
    const parts = requestParts(text);
    if (parts === undefined) {
      this.#summary = written;
      return this.text('request', written);
    }
    this.#summary = `${parts.method} ${parts.target}`;
    this.text('method', parts.method);
    if (proxy) this.url(parts.target);
    else this.pathAndQuery(parts.target);
    return this.httpVersion(parts.version);
  }

  /** A URL and its parts (the port stays in the URL), or a path and a query alone. */
  url(text: string): this {
    const match = ABSOLUTE.exec(text);
    if (match === null) return this.pathAndQuery(text);
    const [, , authority, path, query] = match;
    const host = HOST_AND_PORT.exec(authority!);
    this.text('url', text).text('host', host === null ? authority : (host[1] ?? host[2]));
    return this.text('path', path).text('query', query);
  }

  pathAndQuery(text: string): this {
    const mark = text.indexOf('?');
    if (mark < 0) return this.text('path', text);
    return this.text('path', text.slice(0, mark)).text('query', text.slice(mark + 1));
  }

  /** `1.1`, `HTTP/1.1` */
  httpVersion(text: string): this {
    return this.text('http_version', text.startsWith('HTTP/') ? text.slice('HTTP/'.length) : text);
  }

  /** Status, and the level that follows from it; below 100 (squid, CloudFront: the client had gone) from nothing. */
  status(text: string): this {
    if (!/^\d{1,3}$/.test(text)) return this.text('status', text);
    const status = Number(text);
    if (status >= 100) {
      this.#status = text;
      this.level(levelOfStatus(status));
    }
    return this.json('status', String(status));
  }

  /** A host or address with its port, as two fields; without a port as one. */
  endpoint(name: string, portName: string, text: string): this {
    const match = HOST_AND_PORT.exec(text);
    if (match === null) return this.text(name, text);
    return this.text(name, match[1] ?? match[2]).number(portName, match[3]);
  }

  /** A duration as milliseconds; other text (`-`, a list) as it is written. */
  duration(name: string, text: string, millisPerUnit: number): this {
    if (!DECIMAL.test(text)) return this.number(name, text);
    return this.json(
      name,
      String(Math.round(Number(text) * millisPerUnit * MICROS_OF_MILLI) / MICROS_OF_MILLI),
    );
  }

  /** For lines without a request: what the message says instead. */
  summary(text: string): this {
    this.#summary = text;
    return this;
  }

  /** Fills the event with a message of request and status. */
  claimAccess(format: string, event: LogEvent): typeof CLAIMED {
    const request = this.#summary === '' ? 'no request' : this.#summary;
    this.message(this.#status === '' ? request : `${request} ${this.#status}`);
    return this.claim(format, event);
  }
}
