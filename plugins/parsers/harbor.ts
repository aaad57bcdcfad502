import { defineParser, Type } from '../../pipeline/plugin.js';
import { HarborReader } from './support/web/harbor.js';

/** https://goharbor.io/docs/main/install-config/troubleshoot-installation (logs in /var/log/harbor) */
export default defineParser({
  kind: 'parser',
  name: 'harbor',
  summary: "Reads the logs of Harbor's services, of the nginx before them and of the requests they answer.",
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [harbor] }',
  specificity: 84,
  place: 'both',
  needs: [':|"'],
  leads: '0123456789abcdef:',
  sample:
    '2025-11-11T10:20:30Z [ERROR] [/replication/adapter/image_registry.go:145]: failed to ping the registry',
  create: () => new HarborReader(),
});
