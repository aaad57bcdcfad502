import { defineParser, Type } from '../../pipeline/plugin.js';
import { ProgramMessageReader } from './support/security/programs.js';

/** nf_log_syslog.c of https://www.kernel.org */
export default defineParser({
  kind: 'parser',
  name: 'iptables',
  summary: 'Reads packets that the Linux firewall logs (iptables, nftables, ufw, Shorewall, UniFi).',
  options: Type.Object({}),
  example: '{ type: auto-detect, formats: [iptables] }',
  specificity: 90,
  place: 'both',
  readBy: 'sshd',
  sample:
    '[1234.567890] [UFW BLOCK] IN=eth0 OUT= MAC=52:54:00:12:34:56:52:54:00:65:43:21:08:00 SRC=203.0.113.9 DST=192.0.2.10 LEN=60 TOS=0x00 PREC=0x00 TTL=49 ID=6480 DF PROTO=TCP SPT=59088 DPT=22 WINDOW=64240 RES=0x00 SYN URGP=0',
  create: () => new ProgramMessageReader('iptables'),
});
