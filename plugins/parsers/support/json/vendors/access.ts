import {
  type Conversion,
  millis,
  number,
  onlyText,
  protocol,
  requestLine,
  target,
  text,
} from '../conversions.js';
import { type Profile, type Renaming, rulesOf } from '../rules.js';

/*
 * Access logs written as JSON, under the names that all access logs have here.
 */

const NANOS = 1e-6;
const SECONDS = 1_000;

export const TRAEFIK_JSON: Profile = {
  format: 'traefik-json',
  marks: [['DownstreamStatus', 'RequestMethod']],
  rules: rulesOf({ timestamp: ['StartUTC', 'time', 'StartLocal'] }, [
    ['ClientHost', 'client_ip', text],
    ['ClientUsername', 'user', text],
    ['RequestMethod', 'method', text],
    ['RequestPath', 'path', target],
    ['RequestProtocol', 'http_version', protocol],
    ['DownstreamStatus', 'status', number],
    ['DownstreamContentSize', 'bytes', number],
    ['Duration', 'duration_ms', millis(NANOS)],
    ['RequestHost', 'host', text],
    ['ServiceAddr', 'upstream', text],
    ['ServiceURL', 'upstream', text],
    ['request_Referer', 'referrer', text],
    ['request_User-Agent', 'user_agent', text],
  ]),
  access: true,
};

export const CADDY_JSON: Profile = {
  format: 'caddy-json',
  marks: [
    ['resp_headers', 'request', 'status'],
    ['bytes_read', 'request', 'status'],
  ],
  rules: rulesOf({ timestamp: ['ts'] }, [
    ['request/client_ip', 'client_ip', text],
    ['request/remote_ip', 'client_ip', text],
    ['user_id', 'user', text],
    ['request/method', 'method', text],
    ['request/uri', 'path', target],
    ['request/proto', 'http_version', protocol],
    ['status', 'status', number],
    ['size', 'bytes', number],
    ['duration', 'duration_ms', millis(SECONDS)],
    ['request/host', 'host', text],
    ['request/headers/Referer', 'referrer', onlyText],
    ['request/headers/User-Agent', 'user_agent', onlyText],
  ]),
  access: true,
};

/** nginx has no JSON format of its own; who configures one uses the names of its variables. */
export const NGINX_JSON: Profile = {
  format: 'nginx-json',
  marks: [
    ['remote_addr', 'status', 'request'],
    ['remote_addr', 'status', 'request_uri'],
    ['remote_addr', 'status', 'request_method'],
  ],
  rules: rulesOf(
    {
      timestamp: ['time_iso8601', 'msec', 'time_local', 'timestamp', '@timestamp', 'time', 'ts'],
      source: ['hostname'],
    },
    [
      ['remote_addr', 'client_ip', text],
      ['http_x_forwarded_for', 'forwarded_for', text],
      ['remote_user', 'user', text],
      ['request_method', 'method', text],
      ['request', 'request', requestLine],
      ['request_uri', 'path', target],
      ['uri', 'path', text],
      ['args', 'query', text],
      ['server_protocol', 'http_version', protocol],
      ['status', 'status', number],
      ['body_bytes_sent', 'bytes', number],
      ['bytes_sent', 'bytes', number],
      ['request_time', 'duration_ms', millis(SECONDS)],
      ['host', 'host', text],
      ['http_host', 'host', text],
      ['server_name', 'host', text],
      ['upstream_addr', 'upstream', text],
      ['http_referrer', 'referrer', text],
      ['http_referer', 'referrer', text],
      ['http_user_agent', 'user_agent', text],
      ['request_id', 'request_id', text],
    ],
  ),
  access: true,
};

/** HTTP requests of Cloudflare's Logpush. */
export const CLOUDFLARE: Profile = {
  format: 'cloudflare',
  marks: [['RayID', 'EdgeStartTimestamp']],
  rules: rulesOf({ timestamp: ['EdgeStartTimestamp'] }, [
    ...renamed(text, { ClientIP: 'client_ip', ClientRequestMethod: 'method', ClientRequestHost: 'host' }),
    ...renamed(text, { ClientRequestUserAgent: 'user_agent', ClientRequestReferer: 'referrer' }),
    ['ClientRequestURI', 'path', target],
    ['ClientRequestProtocol', 'http_version', protocol],
    ['EdgeResponseStatus', 'status', number],
    ['EdgeResponseBytes', 'bytes', number],
    ['OriginIP', 'upstream', text],
    ['RayID', 'request_id', text],
  ]),
  access: true,
};

function renamed(conversion: Conversion, names: Readonly<Record<string, string>>): readonly Renaming[] {
  return Object.entries(names).map(([from, to]) => [from, to, conversion]);
}
