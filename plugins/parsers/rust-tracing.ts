import { defineParser, Type } from '../../pipeline/plugin.js';
import { FRAME_LEADS, FRAME_SPECIFICITY, frameReader } from './support/applications/application-log.js';

/** https://docs.rs/tracing-subscriber/latest/tracing_subscriber/fmt/format/struct.Full.html, https://docs.rs/env_logger */
export default defineParser({
  kind: 'parser',
  name: 'rust-tracing',
  summary: "Reads the text output of Rust's tracing and env_logger.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [rust-tracing] }',
  specificity: FRAME_SPECIFICITY,
  place: 'both',
  readBy: 'application-log',
  leads: FRAME_LEADS,
  sample: '2025-11-11T10:20:30.123456Z  INFO shop::orders: order paid id=4711',
  create: () => frameReader('rust-tracing'),
});
