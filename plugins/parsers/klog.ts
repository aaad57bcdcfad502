import { defineParser, Type } from '../../pipeline/plugin.js';
import { FrameReader } from './support/applications/frame-reader.js';
import { GOOGLE_WHOLE } from './support/applications/google-frames.js';

/** https://kubernetes.io/docs/concepts/cluster-administration/system-logs/#klog. It reads glog's records, too, which begin alike. */
export default defineParser({
  kind: 'parser',
  name: 'klog',
  summary: "Reads klog's lines, which Kubernetes writes, with their key=value pairs.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [klog] }',
  specificity: 90,
  place: 'both',
  leads: 'DIWEF',
  sample: 'I1111 10:20:30.123456    4711 controller.go:87] "Pod updated" pod="shop/web-1" restarts=3',
  create: () => new FrameReader({ whole: GOOGLE_WHOLE }),
});
