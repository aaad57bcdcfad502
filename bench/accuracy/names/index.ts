import { BEATS } from './beats.js';
import { COMMON } from './common.js';
import { DAEMONS } from './daemons.js';
import { DATABASES } from './databases.js';
import { DATADOG } from './datadog.js';
import { DATADOG_MESSAGES } from './datadog-messages.js';
import { DATADOG_PROGRAMS } from './datadog-programs.js';
import { HAPROXY } from './haproxy.js';
import { OTHERS } from './others.js';
import { SECURITY } from './security.js';
import type { NameTable, Target } from './types.js';

/** Most special first: the first table that has the name and is for the format says where its field is. */
const TABLES: readonly NameTable[] = [
  ...HAPROXY,
  ...DAEMONS,
  ...SECURITY,
  ...DATABASES,
  ...BEATS,
  ...DATADOG_MESSAGES,
  ...DATADOG_PROGRAMS,
  ...DATADOG,
  ...OTHERS,
  { formats: /./, names: COMMON },
];

/** Names in whose objects another tool keeps everything it finds. */
const WRAPPERS = /^(?:custom|ext)\./;
/** What a tool adds by itself, whole families of names. */
const ADDED =
  /^(?:geo|source\.geo|destination\.geo|source\.as|http\.url_details\.queryString|user_agent\.(?:device|os|name|version)|http\.useragent_details)\b/;

/** Where the field `path` of another tool is with us; undefined when no table has it. */
export function targetOf(format: string, path: string): Target | undefined {
  const name = path.replace(WRAPPERS, '');
  if (ADDED.test(name)) return { skip: 'looked up by the tool' };
  for (const { formats, names } of TABLES) {
    const target = Object.hasOwn(names, name) ? names[name] : undefined;
    if (target !== undefined && formats.test(format)) return target;
  }
  return undefined;
}
