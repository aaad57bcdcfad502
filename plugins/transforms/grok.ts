import { defineTransform, Type } from '../../pipeline/plugin.js';
import { namedPatterns } from '../patterns/named-patterns.js';
import { isFree, writeCaptures } from './support/captures.js';
import { checkFieldName, readField } from './support/event-fields.js';
import { FIELD, mismatched, ON_MISMATCH, OVERWRITE } from './support/mismatch.js';
import { type CompiledPattern, compilePattern } from './support/named-groups.js';
import { mistakesIn } from './support/option-mistakes.js';
import { check, patternFilesIn, readPatternFiles } from './support/pattern-files.js';

const options = Type.Object({
  match: Type.Union(
    [Type.String({ minLength: 1 }), Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })],
    {
      description:
        'A pattern, or several that are tried in their order until one matches: `%{IP:client_ip}`, `%{INT:status:int}`, ' +
        '`%{WORD:[http][method]}`, `(?<name>…)`, by the names and in the syntax of Logstash. Groups called timestamp, ' +
        'level, source, application or message set the field of the event, others go to the metadata.',
    },
  ),
  field: FIELD,
  on_mismatch: ON_MISMATCH,
  overwrite: OVERWRITE,
  ecs: Type.Union([Type.Literal('fields'), Type.Literal('v1'), Type.Literal('legacy')], {
    description:
      'How the named patterns call what they capture: as docs/fields.md does, and by the Elastic Common Schema what has ' +
      'no name there (`fields`); by that schema throughout, as Logstash 8 does (`v1`); as Logstash did before (`legacy`).',
    default: 'fields',
  }),
  patterns: Type.Optional(
    Type.Record(Type.String(), Type.String(), {
      description: 'Named patterns of your own, e.g. `{ ORDER: "[A-Z]{2}\\\\d+" }`.',
    }),
  ),
  pattern_files: Type.Optional(
    Type.Array(Type.String({ minLength: 1 }), {
      description:
        'Files of named patterns in the syntax of Logstash: a name, a blank and a pattern on each line.',
    }),
  ),
  patterns_dir: Type.Optional(
    Type.Union([Type.String({ minLength: 1 }), Type.Array(Type.String({ minLength: 1 }))], {
      description: 'Folders whose files are all read as `pattern_files` are.',
    }),
  ),
});

interface Options {
  match: string | string[];
  ecs: 'fields' | 'v1' | 'legacy';
  patterns?: Record<string, string>;
  pattern_files?: string[];
  patterns_dir?: string | string[];
}

/** Takes a text apart by patterns that users of Logstash know. */
export default defineTransform({
  kind: 'transform',
  name: 'grok',
  summary: 'Takes a text apart by the named patterns of Logstash; each `%{NAME:field}` becomes a field.',
  options,
  example: 'web: { type: grok, inputs: [files], match: "%{COMBINEDAPACHELOG}" }',
  files: (options) => [...(options.pattern_files ?? []), ...listOf(options.patterns_dir ?? [])],
  check(options) {
    let named = new Map<string, string>();
    const mistakes = [
      ...mistakesIn('patterns', () => checkInline(options)),
      ...mistakesIn('pattern_files', () => readPatternFiles(options.pattern_files ?? [])),
      ...mistakesIn('patterns_dir', () => readPatternFiles(folderFiles(options))),
    ];
    if (mistakes.length > 0) return mistakes;
    named = allPatterns(options);
    return listOf(options.match).flatMap((pattern, index) =>
      mistakesIn('match', () => compiled(pattern, named)).map(({ option, message }) => ({
        option,
        message: Array.isArray(options.match) ? `pattern ${index + 1}: ${message}` : message,
      })),
    );
  },
  create(options) {
    const { field, on_mismatch: onMismatch, overwrite } = options;
    const named = allPatterns(options);
    const patterns = listOf(options.match).map((pattern) => compiled(pattern, named));
    return {
      event(event) {
        const text = readField(event, field);
        if (typeof text === 'string') {
          for (const { matcher, groups } of patterns) {
            const match = matcher.match(text);
            if (match === null) continue;
            writeCaptures(event, match, groups, (name) => overwrite || name === field || isFree(event, name));
            return event;
          }
        }
        return mismatched(event, onMismatch, field, listOf(options.match).join(' or '));
      },
    };
  },
});

/** @throws UserError saying what is wrong with the pattern */
function compiled(pattern: string, named: ReadonlyMap<string, string>): CompiledPattern {
  const expression = compilePattern(pattern, named, 'oniguruma');
  for (const { field } of expression.groups) checkFieldName(field);
  return expression;
}

/** Those of the stage come before those of files, and these before our own. */
function allPatterns(options: Options): Map<string, string> {
  checkInline(options);
  return new Map([
    ...namedPatterns(options.ecs),
    ...readPatternFiles([...folderFiles(options), ...(options.pattern_files ?? [])]),
    ...Object.entries(options.patterns ?? {}),
  ]);
}

function checkInline({ patterns = {} }: Options): void {
  for (const [name, pattern] of Object.entries(patterns)) check(name, pattern);
}

function folderFiles({ patterns_dir: folders = [] }: Options): string[] {
  return patternFilesIn(listOf(folders));
}

function listOf(value: string | string[]): string[] {
  return Array.isArray(value) ? value : [value];
}
