import pino from 'pino';
import { ParserSet } from '../../pipeline/detection/parser-set.js';
import type { Parser, ParserDefinition, PluginContext } from '../../pipeline/plugin.js';
import apacheCombined from '../../plugins/parsers/apache-combined.js';
import apacheCommon from '../../plugins/parsers/apache-common.js';
import json from '../../plugins/parsers/json.js';
import plain from '../../plugins/parsers/plain.js';
import syslogRfc3164 from '../../plugins/parsers/syslog-rfc3164.js';
import syslogRfc5424 from '../../plugins/parsers/syslog-rfc5424.js';

/** Every parser the project ships. */
export const PARSER_DEFINITIONS: readonly ParserDefinition[] = [
  apacheCombined,
  apacheCommon,
  json,
  plain,
  syslogRfc3164,
  syslogRfc5424,
];

const context: PluginContext = { name: 'test', logger: pino({ level: 'silent' }), dataDir: '' };

/** The parsers of the project (or those given) as detection gets them. */
export function parserSet(definitions: readonly ParserDefinition[] = PARSER_DEFINITIONS): ParserSet {
  return new ParserSet(
    definitions.map((definition) => ({
      format: definition.name,
      definition,
      parser: definition.create({}, context) as Parser,
    })),
  );
}
