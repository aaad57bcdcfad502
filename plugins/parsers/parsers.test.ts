import { describeParser } from '../../test/conformance/parsers.js';
import { PARSER_DEFINITIONS } from '../../test/support/parsers.js';

for (const definition of PARSER_DEFINITIONS) describeParser(definition);
