import { defineParser, Type } from '../../pipeline/plugin.js';
import { JsonReader } from './support/json/reader.js';

/**
 * Told from other JSON by its names; `json` reads it. audit.k8s.io/v1,
 * https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/.
 */
export default defineParser({
  kind: 'parser',
  name: 'kubernetes-audit',
  summary: 'Reads audit events of Kubernetes and OpenShift.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [kubernetes-audit] }',
  specificity: 90,
  place: 'both',
  leads: '{ \t\r\n',
  readBy: 'json',
  sample:
    '{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"5f0e7a3c","stage":' +
    '"ResponseComplete","requestURI":"/api/v1/namespaces/shop/pods","verb":"list","user":{"username"' +
    ':"ci"},"sourceIPs":["192.0.2.7"],"responseStatus":{"code":200},"requestReceivedTimestamp":"2025' +
    '-11-11T10:20:30.123456Z"}',
  create: () => new JsonReader('kubernetes-audit'),
});
