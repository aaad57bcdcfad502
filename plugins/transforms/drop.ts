import { defineTransform, Type } from '../../pipeline/plugin.js';

/** Leaves events out. */
export default defineTransform({
  kind: 'transform',
  name: 'drop',
  summary: 'Leaves out every event that `when:` matches; they are counted as filtered.',
  options: Type.Object({}),
  example: 'quiet: { type: drop, inputs: [parse], when: "level:DEBUG path:/health" }',
  create: () => ({ event: () => null }),
});
