import { describe, expect, it } from 'vitest';
import type { Parser } from '../../pipeline/plugin.js';
import { makeEvent } from '../../test/support/events.js';
import { AuditdReader } from './support/security/auditd.js';
import { CefReader } from './support/security/cef.js';
import { CiscoAsaReader, CiscoIosReader } from './support/security/cisco.js';
import { JournaldExportReader } from './support/security/journald-export.js';
import { JuniperFlowReader, NetscreenReader } from './support/security/juniper.js';
import { LeefReader } from './support/security/leef.js';
import { NagiosReader } from './support/security/nagios.js';
import { ProgramMessageReader } from './support/security/programs.js';
import { SnortReader } from './support/security/snort.js';
import { Rfc3164Reader } from './support/syslog-3164.js';
import { Rfc5424Reader } from './support/syslog-5424.js';

/* Records made of a format's own delimiters, long enough that a quadratic reader is out of its time. */

const LENGTH = 300_000;
const programs = new ProgramMessageReader();
const packet = 'IN=a OUT= SRC=192.0.2.1 DST=192.0.2.2 ';

const CASES: readonly (readonly [Parser, string, readonly string[], string?])[] = [
  [
    new CiscoAsaReader(),
    '%ASA-6-302013: ',
    [' for ', '1.', 'a:', 'from a:1.1.1.1', ' duration 1:', '(', ' bytes 1 ', 'user '],
  ],
  [new CiscoIosReader(), '', ['1: ', ': %', '*', '%A-', '%', 'A-']],
  [new CiscoIosReader(), '%', ['A', '-', 'A-5-']],
  [new CefReader(), 'CEF:0|', ['|', '\\', '\\|', 'a|']],
  [new CefReader(), 'CEF:0|a|b|c|d|e|5|', ['a=', ' a=1', '=', '\\=', ' ', 'a', 'cs1Label=a cs1=b ', '\\n']],
  [new LeefReader(), 'LEEF:2.0|a|b|c|d|', ['\t', 'a=1\t', '=', ' a=', '|', 'x']],
  [new NagiosReader(), '[1762856430] SERVICE ALERT: ', [';', 'a;', ' ', ':']],
  [new SnortReader(), '[1:1:1] ', [' [**]', ' [Classification: ', ' [Priority: 1', '{TCP} ', 'a', ' -> ']],
  [
    new AuditdReader(),
    'type=A1 msg=audit(1.5:1): ',
    ['a=', ' a=1', "msg='", '"', 'cmd=41 ', 'a=" ', 'old ', '4'],
  ],
  [
    new JournaldExportReader(),
    '__REALTIME_TIMESTAMP=1762856430123456\n',
    ['A=\n', 'A\n', '\n', 'A', 'A\n\0\0\0\0\0\0\0\0\n', '='],
  ],
  [new JuniperFlowReader(), 'RT_FLOW_SESSION_CLOSE: session closed ', ['a', ':', '1.1.1.1/1->', ' ']],
  [
    new NetscreenReader(),
    'NetScreen device_id=a system-x-00001: ',
    ['a=', ' a', ' a=1', '"', 'src zone=', ' '],
  ],
  [programs, 'Accepted ', ['a for ', ' from ', ' port 1'], 'sshd'],
  [programs, 'Failed password for ', [' from 1', 'invalid user ', ' '], 'sshd'],
  [programs, '', [' from ', 'Connection closed by ', 'a'], 'sshd'],
  [programs, 'a : ', [' ; ', 'TTY=a ; ', '=', ' : ', ' '], 'sudo'],
  [programs, '(a) CMD (', [')', '(', ' '], 'cron'],
  [programs, 'pam_unix(a:b): ', ['user=', ' uid=1', 'session opened for user ', '('], 'login'],
  [programs, packet, ['A=', ' ', ' SYN', '[SRC=', ' A=1', ']'], 'kernel'],
  [programs, '', ['IN=', ' IN=a OUT=', '[', 'TTY=', ' ; COMMAND=', 'Acc']],
  [new Rfc3164Reader(), 'Nov 11 10:20:30 ', ['a', 'a ', 'a[', 'a:', ':', '[', '_', 'a_b ', '::', 'h a b c[']],
  [new Rfc3164Reader(), '2025-11-11T10:20:30Z ', ['a', 'In(', 'a b[', 'h a.b ']],
  [new Rfc3164Reader(), '', ['août ', 'Mon ', 'a']],
  [new Rfc5424Reader(), '2025-11-11T10:20:30Z ', ['a ', 'a', '[', '[a@1 ', '@']],
];

describe.each(
  CASES.map(([parser, prefix, units, application = '']) => ({ parser, prefix, units, application })),
)('behind $prefix ($application)', ({ parser, prefix, units, application }) => {
  it.each(units)('a record of %j takes less than a millisecond per kilobyte', (unit) => {
    const record = prefix + unit.repeat(LENGTH / unit.length);
    const times = [0, 1].map(() => {
      const event = makeEvent(record);
      event.application = application;
      const start = process.hrtime.bigint();
      parser.parse(record, event);
      return Number(process.hrtime.bigint() - start) / 1e9;
    });
    expect(Math.min(...times)).toBeLessThan(LENGTH / 1_000_000);
  });
});
