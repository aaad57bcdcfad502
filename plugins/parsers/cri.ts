import { defineParser, Type } from '../../pipeline/plugin.js';
import { CriReader } from './support/applications/containers.js';

/** https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md */
export default defineParser({
  kind: 'parser',
  name: 'cri',
  summary: "Reads the lines that Kubernetes' container runtimes write around what programs say.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [cri] }',
  specificity: 97,
  envelope: true,
  leads: '0123456789',
  sample: '2025-11-11T10:20:30.123456789Z stdout F order 4711 was paid',
  create: () => new CriReader(),
});
