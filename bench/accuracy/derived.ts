import { facilityCode, severityCode } from './canon.js';

/*
 * What other tools have in one field and we have in several, or the other way round. Names with `+` are put together
 * or taken apart, those with `#` are the numbers of words.
 */

type Leaves = ReadonlyMap<string, unknown>;

const DERIVED: Readonly<Record<string, (leaves: Leaves) => unknown>> = {
  '#facility': (leaves) => facilityCode(leaves.get('facility')),
  '#severity': (leaves) => severityCode(leaves.get('severity')),
  '#priority': priorityOf,
  '#version': (leaves) => leaves.get('version') ?? 1,
  '+path': (leaves) => joined('?', leaves.get('path'), leaves.get('query')),
  '+protocol': (leaves) => prefixed('HTTP/', leaves.get('http_version')),
  '+request': (leaves) =>
    joined(' ', leaves.get('method'), DERIVED['+path']!(leaves), DERIVED['+protocol']!(leaves)),
  '+client': (leaves) => joined(':', leaves.get('client_ip'), leaves.get('client_port')),
  '+upstream': (leaves) => joined(':', leaves.get('upstream_ip'), leaves.get('upstream_port')),
  '+upstream_host': (leaves) => part(leaves.get('upstream'), /^(.*):\d+$/),
  '+upstream_port': (leaves) => part(leaves.get('upstream'), /:(\d+)$/),
  '+mysql_client': (leaves) => `${leaves.get('client_host') ?? ''} [${leaves.get('client_ip') ?? ''}]`,
  '+statement': (leaves) => part(leaves.get('statement'), /^(.*?);?$/s),
  '+statement_on_line': (leaves) =>
    text(leaves.get('statement'))
      .replace(/;?\s*$/, '')
      .replaceAll(/\r?\n/g, ' '),
  '+controller_action': (leaves) => joined('#', leaves.get('controller'), leaves.get('action')),
  '+namespace': (leaves) => joined('.', leaves.get('database'), leaves.get('collection')),
  '+url_scheme': (leaves) => part(urlOf(leaves), /^(\w+):\/\//),
  '+url_authority': (leaves) => part(urlOf(leaves), /^\w+:\/\/([^/?]+)/),
  '+url_host': (leaves) => part(urlOf(leaves), /^\w+:\/\/([^/?:]+)/),
  '+url_port': (leaves) => part(urlOf(leaves), /^\w+:\/\/[^/?:]+:(\d+)/),
  '+url_path': (leaves) => part(urlOf(leaves), /^\w+:\/\/[^/?]+([^?]*)/),
  '+audit_type': (leaves) => text(leaves.get('audit_type') ?? leaves.get('type')).toLowerCase(),
  '+thread_name': (leaves) => part(leaves.get('thread'), /^(.*?)[:-]\d+$/),
  '+thread_number': (leaves) => part(leaves.get('thread'), /[:-](\d+)$/),
  '+file_stem': (leaves) => part(leaves.get('file'), /^(.*)\.\w+$/),
  '+cache_protocol': (leaves) => part(leaves.get('cache_result'), /^([A-Z]+)_/),
  '+cache_status': (leaves) => part(leaves.get('cache_result'), /^[A-Z]+_(.*)$/),
};

export function derivedValue(name: string, leaves: Leaves): unknown {
  return DERIVED[name]?.(leaves);
}

/** Proxies are asked for whole URLs, which some formats have where others have the path. */
function urlOf(leaves: Leaves): unknown {
  return leaves.get('url') ?? leaves.get('path');
}

function priorityOf(leaves: Leaves): number | undefined {
  const facility = facilityCode(leaves.get('facility'));
  const severity = severityCode(leaves.get('severity'));
  return facility === undefined || severity === undefined ? undefined : facility * 8 + severity;
}

function joined(by: string, ...parts: unknown[]): string {
  return parts.filter((value) => value !== undefined && value !== '').join(by);
}

function prefixed(prefix: string, value: unknown): string | undefined {
  return value === undefined ? undefined : `${prefix}${value}`;
}

function part(value: unknown, pattern: RegExp): string | undefined {
  return pattern.exec(text(value))?.[1];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
