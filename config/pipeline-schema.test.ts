import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { FAKE_PLUGINS } from '../test/support/fake-plugins.js';
import { pipelineSchema } from './pipeline-schema.js';

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: what variables look like in pipeline.yaml
const validate = new Ajv({ strict: false, allErrors: true }).compile(pipelineSchema(FAKE_PLUGINS));

/** Places of what an editor would underline. */
function underlined(yaml: string): string[] {
  validate(parse(yaml));
  return (validate.errors ?? [])
    .filter(({ keyword }) => keyword !== 'if')
    .map(({ instancePath }) => instancePath);
}

const around = (transform: string) =>
  `{ sources: { http: { type: http } }, transforms: { x: ${transform} }, sinks: { live: { type: live, inputs: [x] } } }`;

describe("the editor's schema", () => {
  it.each([
    '{ type: auto-detect, inputs: [http], when: "level:ERROR" }',
    '{ type: options, inputs: [http] }',
    '{ type: options, inputs: [http], count: 5, pause: 20ms, retry: { times: 1 }, until: never, strict: true }',
    '{ type: options, inputs: [http], count: "${COUNT}", pause: "${PAUSE}", strict: "${STRICT:-true}" }',
    '{ type: ./my-own.js, inputs: [http], whatever: 5 }',
  ])('takes %s', (transform) => {
    expect(underlined(around(transform))).toEqual([]);
  });

  it.each([
    ['{ type: options }', '/transforms/x'],
    ['{ type: options, inputs: [] }', '/transforms/x/inputs'],
    ['{ type: options, inputs: [http], cuont: 5 }', '/transforms/x'],
    ['{ type: options, inputs: [http], mode: slow }', '/transforms/x/mode'],
    ['{ type: add-fields, inputs: [http] }', '/transforms/x'],
  ])('does not take %s', (transform, place) => {
    expect(underlined(around(transform))).toEqual([place]);
  });

  it.each(['{ count: "5" }', '{ pause: soon }', '{ pause: 5 }', '{ retry: { wait: 5 } }', '{ each: [5] }'])(
    'underlines %s',
    (options) => {
      expect(underlined(around(`{ type: options, inputs: [http], ${options.slice(1)}`))).not.toEqual([]);
    },
  );

  it('knows sizes as numbers and as text, and the batch', () => {
    const sink = (batch: string) =>
      `{ sources: { http: { type: http } }, queue: { type: auto }, sinks: { live: { type: live, inputs: [http], batch: ${batch} } } }`;
    expect(underlined(sink('{ max_bytes: 8MiB, max_wait: 1s }'))).toEqual([]);
    expect(underlined(sink('{ max_bytes: 1024 }'))).toEqual([]);
    expect(underlined(sink('{ max_bytes: lots }'))).not.toEqual([]);
    expect(underlined(sink('{ max: 1 }'))).toEqual(['/sinks/live/batch']);
    expect(underlined(sink('{}').replace('type: live', 'type: at-once'))).toEqual(['/sinks/live/batch']);
  });

  it('names sections, stages and plugins', () => {
    expect(underlined('{ sources: { Http: { type: http } }, sink: {} }')).toEqual(
      expect.arrayContaining(['', '/sources']),
    );
    const text = JSON.stringify(pipelineSchema(FAKE_PLUGINS));
    expect(text).toContain('"const":"add-fields","description":"A fake transform."');
  });
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: what variables look like in pipeline.yaml
