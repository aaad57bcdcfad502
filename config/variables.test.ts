// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what variables look like in pipeline.yaml
import { describe, expect, it } from 'vitest';
import { planOf, problemsOf, SINKS, SOURCES } from '../test/support/check-text.js';

describe('variables', () => {
  const tagged = (fields: string) =>
    `${SOURCES}transforms:\n  tag: { type: add-fields, inputs: [http], fields: ${fields} }\nsinks: { live: { type: live, inputs: [tag] } }\n`;
  const fieldsOf = async (fields: string) => (await planOf(tagged(fields))).transforms[0]!.options.fields;

  it('stand for text, numbers and booleans, in flow and block, quoted and plain', async () => {
    expect(
      await fieldsOf(
        '{ a: ${TEAM}, b: ${COUNT}, c: "${COUNT}", d: x-${TEAM}/${COUNT}, e: "${NO:-true}", f: ${NO:-true} }',
      ),
    ).toEqual({ a: 'identity', b: 5, c: '5', d: 'x-identity/5', e: 'true', f: true });
    const block = `${SOURCES}transforms:
  tag:
    type: add-fields
    inputs: [http]
    fields:
      \${TEAM}: |
        a \${TEAM}
        b \${COUNT}
      count: \${COUNT}
sinks: { live: { type: live, inputs: [tag] } }
`;
    expect((await planOf(block)).transforms[0]!.options.fields).toEqual({
      identity: 'a identity\nb 5\n',
      count: 5,
    });
  });

  it('have defaults, may be empty, and give way to a literal dollar', async () => {
    expect(
      await fieldsOf('{ a: "${EMPTY}", b: "${EMPTY:-x: y}", c: "$${TEAM}", d: "$TEAM ^a$ $$" }'),
    ).toEqual({
      a: '',
      b: 'x: y',
      c: '${TEAM}',
      d: '$TEAM ^a$ $',
    });
  });

  it('are told apart however many there are', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `V${index}`);
    const fields = `{ ${names.map((name) => `${name}: "$$ \${${name}:-${name}}"`).join(', ')} }`;
    expect(await fieldsOf(fields)).toEqual(Object.fromEntries(names.map((name) => [name, `$ ${name}`])));
  });

  it('are not looked at in comments', async () => {
    expect(await problemsOf(`# \${NO}\n${SOURCES}${SINKS}`)).toEqual([]);
  });

  it.each([
    ['${NO}', 'the variable NO is not set; set it, or give a default: ${NO:-default}'],
    ['${toString}', 'the variable toString is not set; set it, or give a default: ${toString:-default}'],
    ['${NO:?ask the team}', 'the variable NO is not set: ask the team'],
    ['${EMPTY:?}', 'the variable EMPTY is not set'],
    [
      '"${1A}"',
      '${1A} is no variable: write ${NAME}, ${NAME:-default} or ${NAME:?message}, and $$ for a dollar sign',
    ],
  ])('%s is told with its place', async (value, message) => {
    expect(await problemsOf(tagged(`{ x: 1, y: ${value} }`))).toEqual([
      `p.yaml:3:63 transforms.tag.fields.y: ${message}`,
    ]);
  });

  it('that are not set have no mistakes that follow from it', async () => {
    expect(
      await problemsOf(`${SOURCES}sinks: { live: { type: "\${NO}", inputs: [http], batch: "\${NO}" } }`),
    ).toEqual([
      'p.yaml:2:24 sinks.live.type: the variable NO is not set; set it, or give a default: ${NO:-default}',
      'p.yaml:2:56 sinks.live.batch: the variable NO is not set; set it, or give a default: ${NO:-default}',
    ]);
  });
});
