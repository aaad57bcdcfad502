import { defineParser, Type } from '../../pipeline/plugin.js';
import { LineReader } from './support/databases/line-reader.js';
import { CEPH_SHAPES } from './support/databases/stores.js';

/** https://docs.ceph.com/en/latest/rados/troubleshooting/log-and-debug/ */
export default defineParser({
  kind: 'parser',
  name: 'ceph',
  summary: "Reads the logs of Ceph: the cluster's, the audit log and those of its daemons.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [ceph] }',
  specificity: 90,
  place: 'both',
  leads: '0123456789',
  sample:
    '2025-11-11T10:20:30.123456+0000 mon.ceph-1 (mon.0) 78 : cluster [WRN] Health check failed: 1 osds down (OSD_DOWN)',
  create: () => new LineReader('ceph', CEPH_SHAPES),
});
