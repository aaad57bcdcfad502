import { defineParser, Type } from '../../pipeline/plugin.js';
import { NagiosReader } from './support/security/nagios.js';

/** https://assets.nagios.com/downloads/nagioscore/docs/nagioscore/4/en/ */
export default defineParser({
  kind: 'parser',
  name: 'nagios',
  summary: 'Reads nagios.log: alerts, notifications, states and commands.',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [nagios] }',
  specificity: 90,
  leads: '[',
  place: 'both',
  needs: ['['],
  sample:
    '[1762856430] SERVICE ALERT: db-1;Disk /var;CRITICAL;SOFT;1;DISK CRITICAL - free space: 212 MB (2%)',
  create: () => new NagiosReader(),
});
