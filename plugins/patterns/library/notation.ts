/*
 * Logstash has two sets of names for what its patterns capture: those of the Elastic Common Schema, and the older ones.
 * A pattern is written once with both: `%{IP:source.ip|clientip}`. Right of the `|` stands what the older set says:
 * nothing where it does not capture this, the name with its type where it does. Without a `|` both say the same;
 * `%{IP:|clientip}` captures in the older set alone. Where the two differ in more than names, both are written.
 */

export type Naming = 'fields' | 'v1' | 'legacy';

export type Patterns = Readonly<Record<string, string | { readonly v1: string; readonly legacy: string }>>;

const REFERENCE = /%\{(\w+):([^|}]*)(?:\|([^}]*))?\}/g;

/** The patterns with the names of one set. */
export function resolve(patterns: Patterns, naming: Naming): [string, string][] {
  const set = naming === 'legacy' ? 'legacy' : 'v1';
  return Object.entries(patterns).map(([name, pattern]) => {
    const text = typeof pattern === 'string' ? pattern : pattern[set];
    return [name, text.replace(REFERENCE, (_, used, v1, legacy) => reference(used, v1, legacy, naming))];
  });
}

function reference(pattern: string, v1: string, legacy: string | undefined, naming: Naming): string {
  const field = naming === 'legacy' ? (legacy ?? v1) : v1;
  if (field === '') return `%{${pattern}}`;
  return `%{${pattern}:${naming === 'fields' ? ownName(field) : field}}`;
}

/** Names of the Elastic Common Schema that have one in docs/fields.md; it belongs to what the patterns mean by them. */
const OWN_NAMES: Readonly<Record<string, string>> = {
  'log.level': 'level',
  'log.logger': 'logger',
  'host.hostname': 'source',
  'process.name': 'application',
  'process.pid': 'pid',
  'user.name': 'user',
  'http.request.method': 'method',
  'http.request.referrer': 'referrer',
  'http.response.status_code': 'status',
  'http.response.body.bytes': 'bytes',
  'http.version': 'http_version',
  'url.path': 'path',
  'url.query': 'query',
  'url.domain': 'host',
  'url.original': 'request',
  'user_agent.original': 'user_agent',
  'log.origin.file.name': 'file',
  'log.origin.file.line': 'line',
  'java.log.origin.class.name': 'logger',
  'java.log.origin.thread.name': 'thread',
  'process.thread.id': 'thread',
  'log.syslog.facility.name': 'facility',
  'log.syslog.priority': 'priority',
  'source.address': 'client_ip',
  'client.ip': 'client_ip',
};

function ownName(field: string): string {
  const [name, type] = field.split(':') as [string, string?];
  const own = OWN_NAMES[name] ?? name;
  return type === undefined ? own : `${own}:${type}`;
}
