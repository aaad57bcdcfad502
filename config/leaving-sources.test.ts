import { expect, it } from 'vitest';
import { planOf } from '../test/support/check-text.js';
import { withLeavingSources } from './leaving-sources.js';

const BEFORE = `
sources: { http: { type: http }, syslog: { type: syslog } }
transforms: { tag: { type: add-fields, inputs: [http, syslog], fields: {} } }
sinks: { live: { type: live, inputs: [tag] } }
`;
const inputsOf = ({ inputs }: { inputs: readonly string[] }) => inputs;

it('lets the chunks of a source that is gone go where they went, and through further changes', async () => {
  const before = await planOf(BEFORE);
  const after = await planOf(
    BEFORE.replace(', syslog: { type: syslog }', '').replace('[http, syslog]', '[http]'),
  );
  const once = withLeavingSources(after, before);
  expect(once.sources.map(({ name }) => name)).toEqual(['http', 'syslog']);
  expect(once.transforms.map(inputsOf)).toEqual([['http', 'syslog']]);
  expect(withLeavingSources(after, once)).toEqual(once);
  expect(withLeavingSources(before, once)).toEqual(before);
});

it('knows a source no more whose readers are gone, or whose name is another stage now', async () => {
  const before = await planOf(BEFORE);
  const renamed = await planOf(`
sources: { http: { type: http } }
transforms: { label: { type: add-fields, inputs: [http], fields: {} } }
sinks: { live: { type: live, inputs: [label] } }`);
  expect(withLeavingSources(renamed, before)).toEqual(renamed);
  const reused = await planOf(`
sources: { http: { type: http } }
transforms:
  syslog: { type: add-fields, inputs: [http], fields: {} }
  tag: { type: add-fields, inputs: [syslog], fields: {} }
sinks: { live: { type: live, inputs: [tag] } }`);
  expect(withLeavingSources(reused, before)).toEqual(reused);
});
