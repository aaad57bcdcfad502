import { APPLICATIONS } from './library/applications.js';
import { BASE } from './library/base.js';
import { CISCO } from './library/cisco.js';
import { DATABASES } from './library/databases.js';
import { FIREWALLS } from './library/firewalls.js';
import { NAGIOS } from './library/nagios.js';
import { type Naming, type Patterns, resolve } from './library/notation.js';
import { SYSTEM } from './library/system.js';
import { WEB } from './library/web.js';
import { ZEEK } from './library/zeek.js';

export type { Naming } from './library/notation.js';

/*
 * Patterns by the names that users of Logstash know, in our own words. `%{NAME}` in one stands for another.
 */
const LIBRARY: readonly Patterns[] = [
  BASE,
  SYSTEM,
  WEB,
  APPLICATIONS,
  DATABASES,
  FIREWALLS,
  CISCO,
  NAGIOS,
  ZEEK,
];

const known = new Map<Naming, ReadonlyMap<string, string>>();

/** What `%{NAME}` stands for, by name; what it captures is called by the names of one set. */
export function namedPatterns(naming: Naming): ReadonlyMap<string, string> {
  const patterns = known.get(naming) ?? new Map(LIBRARY.flatMap((part) => resolve(part, naming)));
  known.set(naming, patterns);
  return patterns;
}

/** With the names of docs/fields.md. */
export const NAMED_PATTERNS: ReadonlyMap<string, string> = namedPatterns('fields');
