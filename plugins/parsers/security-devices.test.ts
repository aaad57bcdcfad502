import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../pipeline/event.js';
import { CLAIMED, type Parser } from '../../pipeline/plugin.js';
import { makeEvent } from '../../test/support/events.js';
import { CefReader } from './support/security/cef.js';
import { CiscoAsaReader, CiscoIosReader } from './support/security/cisco.js';
import { JuniperFlowReader, NetscreenReader } from './support/security/juniper.js';
import { LeefReader } from './support/security/leef.js';
import { NagiosReader } from './support/security/nagios.js';
import { SnortReader } from './support/security/snort.js';

function read(parser: Parser, record: string): LogEvent {
  const event = makeEvent(record);
  expect(parser.parse(record, event)).toBe(CLAIMED);
  return event;
}

function expectRefused(parser: Parser, record: string): void {
  const event = makeEvent(record);
  expect(parser.parse(record, event)).not.toBe(CLAIMED);
  expect(event.format).toBe('plain');
}

describe('cisco-asa', () => {
  const parser = new CiscoAsaReader();

  it('reads a connection that was built', () => {
    const record =
      '%ASA-6-302013: Built outbound TCP connection 4711 for outside:198.51.100.7/443 (203.0.113.7/444) to ' +
      'inside:10.0.0.12/51544 (192.0.2.1/51545)';
    const event = read(parser, record);
    expect(event).toMatchObject({ format: 'cisco-asa', level: 'INFO', message: record });
    expect(event.metadata).toEqual({
      mnemonic: 'ASA-6-302013',
      event_code: '302013',
      original_level: 6,
      action: 'built',
      protocol: 'tcp',
      direction: 'outbound',
      connection_id: 4711,
      source_interface: 'outside',
      source_ip: '198.51.100.7',
      source_port: 443,
      source_nat_ip: '203.0.113.7',
      source_nat_port: 444,
      destination_interface: 'inside',
      destination_ip: '10.0.0.12',
      destination_port: 51544,
      destination_nat_ip: '192.0.2.1',
      destination_nat_port: 51545,
    });
  });

  it.each([
    [
      '%ASA-6-302014: Teardown TCP connection 5 for outside:192.0.2.7/80(LOCAL\\ann) to inside:10.0.0.1/5 duration 1:02:03 bytes 77 TCP FINs (ann)',
      {
        ...{ action: 'teardown', duration_ms: 3_723_000, bytes: 77, reason: 'TCP FINs', user: 'ann' },
        ...{ source_user: 'LOCAL\\ann', destination_port: 5 },
      },
    ],
    [
      '%ASA-6-302016: Teardown UDP connection 5 for outside:192.0.2.7/53 to inside:10.0.0.1/5 duration 0:00:01 bytes 77',
      { action: 'teardown', protocol: 'udp', bytes: 77, duration_ms: 1000 },
    ],
    [
      '%ASA-2-106001: Inbound TCP connection denied from 192.0.2.7/6 to 10.0.0.1/5060 flags SYN ACK  on interface Inside',
      { action: 'denied', direction: 'inbound', tcp_flags: 'SYN ACK', interface: 'Inside', source_port: 6 },
    ],
    [
      '%ASA-4-106023: Deny udp src Inside:10.0.0.4/42 dst Outside:192.0.2.53/53 by access-group "in" [0x0, 0x0]',
      {
        action: 'deny',
        protocol: 'udp',
        rule: 'in',
        source_interface: 'Inside',
        destination_ip: '192.0.2.53',
      },
    ],
    [
      '%ASA-4-106023: Deny icmp src a:10.0.0.4 dst b:192.0.2.53 (type 8, code 0) by access-group "in" [0x0, 0x0]',
      { icmp_type: 8, icmp_code: 0, source_ip: '10.0.0.4', destination_ip: '192.0.2.53' },
    ],
    [
      '%ASA-4-106023: Deny protocol 103 src a:2001:db8::4/42 dst b:www.example.com/23 by access-group "in"',
      { protocol: '103', source_ip: '2001:db8::4', source_port: 42, destination_ip: 'www.example.com' },
    ],
    [
      '%ASA-6-106100: access-list acl permitted tcp inside/10.0.0.5(517) -> outside/192.0.2.89(80) hit-cnt 1 first hit [0x6, 0x0]',
      {
        ...{ action: 'permitted', rule: 'acl', hit_count: 1, source_ip: '10.0.0.5', source_port: 517 },
        ...{ source_interface: 'inside', destination_interface: 'outside', destination_port: 80 },
      },
    ],
    [
      '%ASA-6-305011: Built dynamic TCP translation from inside:10.0.0.4/17 to outside:192.0.2.4/82',
      {
        action: 'built',
        protocol: 'tcp',
        source_port: 17,
        destination_ip: '192.0.2.4',
        destination_port: 82,
      },
    ],
    [
      '%ASA-6-302020: Built inbound ICMP connection for faddr 192.0.2.9/18 gaddr 198.51.100.1/0 laddr 10.0.0.10/0',
      { action: 'built', protocol: 'icmp', source_ip: '10.0.0.10', destination_ip: '192.0.2.9' },
    ],
    [
      '%ASA-3-710003: TCP access denied by ACL from 192.0.2.2/23 to inside:10.0.0.1/22',
      { action: 'denied', protocol: 'tcp', source_ip: '192.0.2.2', destination_interface: 'inside' },
    ],
    [
      '%ASA-5-713259: Group = staff, Username = ann, IP = 192.0.2.20, Session is being torn down.',
      { group: 'staff', user: 'ann', source_ip: '192.0.2.20' },
    ],
    [
      "%ASA-5-111010: User 'admin', running 'CLI' from IP 10.0.0.9, executed 'show run'",
      { user: 'admin', command: 'show run' },
    ],
    ['%FTD-session-6-302013: Built x', { mnemonic: 'FTD-session-6-302013', event_code: '302013' }],
  ])('reads %s', (record, metadata) => {
    expect(read(parser, record).metadata).toMatchObject(metadata);
  });

  it.each([
    ['%ASA-2-106001: x', 'FATAL'],
    ['%PIX-3-710003: x', 'ERROR'],
    ['%ASA-4-106023: x', 'WARN'],
    ['%ASA-7-609001: x', 'DEBUG'],
  ])('takes the level of %s', (record, level) => {
    expect(read(parser, record).level).toBe(level);
  });

  it.each([
    '%ASA-8-302013: x',
    '%ASA-6-30201: x',
    '%SYS-5-CONFIG_I: x',
    '%ASA-6-302013',
    '%',
    'ASA-6-302013: x',
  ])('leaves %j to others', (record) => expectRefused(parser, record));
});

describe('cisco-ios', () => {
  const parser = new CiscoIosReader();

  it.each([
    [
      '000123: *Mar  1 18:46:11.123 UTC: %SYS-5-CONFIG_I: Configured from console',
      {
        timestamp: '2025-03-01T18:46:11.123000Z',
        level: 'INFO',
        message: '%SYS-5-CONFIG_I: Configured from console',
      },
      {
        sequence: '000123',
        clock: 'unset',
        mnemonic: 'SYS-5-CONFIG_I',
        event_code: 'CONFIG_I',
        original_level: 5,
      },
    ],
    [
      '23: core-1: 124: .Nov 10 18:46:11 CET: %LINK-3-UPDOWN: down',
      { timestamp: '2025-11-10T17:46:11.000000Z', level: 'ERROR', source: 'core-1' },
      { sequence: [23, 124], clock: 'unsynchronized' },
    ],
    [
      '45: 1d02h: %SYS-6-RESTART: System restarted',
      { timestamp: '2025-11-11T12:00:00.000000Z', level: 'INFO' },
      { sequence: 45, uptime: '1d02h' },
    ],
    ['00:00:46: %LINK-3-UPDOWN: up', { level: 'ERROR' }, { uptime: '00:00:46' }],
    [
      ': 2013 Mar 25 20:00:01.5 UTC: %ETHPORT-5-IF_DOWN_NONE: Interface is down',
      { timestamp: '2013-03-25T20:00:01.500000Z' },
      { event_code: 'IF_DOWN_NONE' },
    ],
    [
      '*Mar  1 18:46:11.123 XYZ: %SYS-5-X: y',
      { timestamp: '2025-03-01T18:46:11.123000Z' },
      { clock: 'unset' },
    ],
    ['%CARD-SLOT-2-REMOVED: x', { level: 'FATAL' }, { mnemonic: 'CARD-SLOT-2-REMOVED' }],
  ])('reads %s', (record, fields, metadata) => {
    const event = read(parser, record);
    expect(event).toMatchObject({ format: 'cisco-ios', ...fields });
    expect(event.metadata).toMatchObject(metadata);
  });

  it.each([
    '%ASA-6-302013: x',
    '%SYS-9-X: y',
    'words: %SYS-5-X: y',
    '12: two words: %SYS-5-X: y',
    '12 %SYS-5-X: y',
    '100%: %',
    '%',
    ': %',
    '',
  ])('leaves %j to others', (record) => expectRefused(parser, record));
});

describe('cef', () => {
  const parser = new CefReader();

  it('reads header and extension', () => {
    const event = read(
      parser,
      'CEF:0|Ex\\|ample|Gate\\\\way|4.2|1001|Login failed|5|src=203.0.113.9 spt=50022 dst=192.0.2.10 suser=frank ' +
        'act=blocked by rule msg=a \\= b\\nc rt=1762856430123 dvchost=fw-1 cs1=guests cs1Label=Rule cs2Label=Empty x=007',
    );
    expect(event).toMatchObject({
      format: 'cef',
      timestamp: '2025-11-11T10:20:30.123000Z',
      level: 'WARN',
      source: 'fw-1',
      message: 'a = b\nc',
    });
    expect(event.metadata).toEqual({
      cef_version: 0,
      device_vendor: 'Ex|ample',
      device_product: 'Gate\\way',
      device_version: '4.2',
      event_code: '1001',
      event_name: 'Login failed',
      original_level: 5,
      source_ip: '203.0.113.9',
      source_port: 50022,
      destination_ip: '192.0.2.10',
      user: 'frank',
      action: 'blocked by rule',
      Rule: 'guests',
      cs2Label: 'Empty',
      x: '007',
    });
  });

  it.each([
    ['0', 'INFO'],
    ['3', 'INFO'],
    ['4', 'WARN'],
    ['8', 'ERROR'],
    ['10', 'FATAL'],
    ['Low', 'INFO'],
    ['Medium', 'WARN'],
    ['High', 'ERROR'],
    ['Very-High', 'FATAL'],
    ['Unknown', 'INFO'],
    ['', 'INFO'],
  ])('takes severity %s for %s', (severity, level) => {
    expect(read(parser, `CEF:1|v|p|1|s|n|${severity}|`)).toMatchObject({ level, message: 'n' });
  });

  it('keeps what is no pair, repeated keys, times it cannot read', () => {
    const { metadata } = read(parser, 'CEF:0|v|p|1|s|n|1|what a=1 a=2 rt=yesterday b==c ');
    expect(metadata).toMatchObject({ extra: 'what', a: ['2', 1], rt: 'yesterday', b: '=c' });
  });

  it.each(['CEF:0|v|p|1|s|', 'CEF:x|v|p|1|s|n|1|', 'CEF', 'cef:0|v|p|1|s|n|1|'])(
    'leaves %j to others',
    (record) => expectRefused(parser, record),
  );
});

describe('leef', () => {
  const parser = new LeefReader();

  it.each([
    'LEEF:1.0|Example|Gateway|4.2|login|src=203.0.113.9\tdst=192.0.2.10\tsev=7\tusrName=ann b',
    'LEEF:2.0|Example|Gateway|4.2|login|^|src=203.0.113.9^dst=192.0.2.10^sev=7^usrName=ann b',
    'LEEF:2.0|Example|Gateway|4.2|login|x7C|src=203.0.113.9|dst=192.0.2.10|sev=7|usrName=ann b',
    'LEEF:2.0|Example|Gateway|4.2|login|0x09|src=203.0.113.9\tdst=192.0.2.10\tsev=7\tusrName=ann b',
    'LEEF:2.0|Example|Gateway|4.2|login||src=203.0.113.9\tdst=192.0.2.10\tsev=7\tusrName=ann b',
    'LEEF:2.0|Example|Gateway|4.2|login|src=203.0.113.9 dst=192.0.2.10 sev=7 usrName=ann b',
    'LEEF:2.0|Example|Gateway|4.2|login|src=203.0.113.9\tdst=192.0.2.10\tsev=7 usrName=ann b',
  ])('reads %j', (record) => {
    const event = read(parser, record);
    expect(event).toMatchObject({ format: 'leef', level: 'ERROR', message: record });
    expect(event.metadata).toEqual({
      leef_version: record.slice(5, 8),
      device_vendor: 'Example',
      device_product: 'Gateway',
      device_version: '4.2',
      event_code: 'login',
      source_ip: '203.0.113.9',
      destination_ip: '192.0.2.10',
      sev: 7,
      user: 'ann b',
    });
  });

  it('reads the time of the device, keeps both of a repeated key', () => {
    const event = read(parser, 'LEEF:1.0|E|G|4|x|devTime=Nov 11 2025 10:20:30.5 +0100\ta=1\ta=2\tmsg=hello');
    expect(event).toMatchObject({ timestamp: '2025-11-11T09:20:30.500000Z', message: 'hello' });
    expect(event.metadata).toMatchObject({ a: [2, 1] });
  });

  it.each(['LEEF:', 'LEEF:2.0|a|b', 'leef:2.0|a|b|c|d|'])('leaves %j to others', (record) =>
    expectRefused(parser, record),
  );
});

describe('nagios', () => {
  const parser = new NagiosReader();

  it('reads an alert', () => {
    const event = read(parser, '[1762856430] SERVICE ALERT: db-1;Disk /var;CRITICAL;SOFT;1;CRITICAL; 2%');
    expect(event).toMatchObject({
      format: 'nagios',
      timestamp: '2025-11-11T10:20:30.000000Z',
      level: 'ERROR',
      source: 'db-1',
      message: 'SERVICE ALERT: db-1;Disk /var;CRITICAL;SOFT;1;CRITICAL; 2%',
    });
    expect(event.metadata).toEqual({
      type: 'SERVICE ALERT',
      host: 'db-1',
      service: 'Disk /var',
      state: 'CRITICAL',
      state_type: 'SOFT',
      attempt: 1,
      output: 'CRITICAL; 2%',
    });
  });

  it.each([
    ['CURRENT HOST STATE: h;UP;HARD;1;OK', { level: 'INFO' }, { host: 'h', state: 'UP', attempt: 1 }],
    [
      'HOST NOTIFICATION: ann;h;DOWN;mail;late',
      { level: 'ERROR' },
      { user: 'ann', command: 'mail', output: 'late' },
    ],
    ['SERVICE NOTIFICATION: ann;h;s;WARNING;mail;x', { level: 'WARN' }, { service: 's', state: 'WARNING' }],
    ['TIMEPERIOD TRANSITION: 24x7;-1;1', { level: 'INFO' }, { timeperiod: '24x7', from: -1, to: 1 }],
    ['EXTERNAL COMMAND: SCHEDULE;h;1', {}, { command: 'SCHEDULE', arguments: 'h;1' }],
    [
      'EXTERNAL COMMAND: SCHEDULE_HOST_DOWNTIME;h;10;20;1;0;120;frank;for the move;of racks',
      { source: 'h' },
      {
        command: 'SCHEDULE_HOST_DOWNTIME',
        ...{ host: 'h', start_time: 10, end_time: 20, fixed: 1, trigger_id: 0, duration_s: 120 },
        ...{ user: 'frank', comment: 'for the move;of racks' },
      },
    ],
    ['Warning: late', { level: 'WARN', message: 'Warning: late' }, {}],
    ['Auto-save of retention data completed', { message: 'Auto-save of retention data completed' }, {}],
    ['SERVICE ALERT: h;s', {}, { host: 'h', service: 's' }],
  ])('reads %s', (text, fields, metadata) => {
    const event = read(parser, `[1762856430] ${text}`);
    expect(event).toMatchObject(fields);
    expect(event.metadata).toMatchObject(metadata);
  });

  it.each(['[1762856430]', '[176285643] x', '[1762856430]x', '[ 1762856430] x'])(
    'leaves %j to others',
    (record) => expectRefused(parser, record),
  );
});

describe('snort', () => {
  const parser = new SnortReader();
  const alert =
    '[**] [1:2009582:3] SCAN [x] of port 22 [**] [Classification: Leak] [Priority: 2] {TCP} 192.0.2.9:566 -> 10.0.0.1:22';

  it('reads an alert', () => {
    const event = read(parser, `11/11/2025-10:20:30.123456  ${alert}`);
    expect(event).toMatchObject({
      format: 'snort',
      timestamp: '2025-11-11T10:20:30.123456Z',
      level: 'WARN',
      message: 'SCAN [x] of port 22',
    });
    expect(event.metadata).toEqual({
      priority: 2,
      generator_id: 1,
      signature_id: 2009582,
      revision: 3,
      classification: 'Leak',
      protocol: 'tcp',
      source_ip: '192.0.2.9',
      source_port: 566,
      destination_ip: '10.0.0.1',
      destination_port: 22,
    });
  });

  it('reads what varies', () => {
    expect(read(parser, `11/10-10:20:30.5${'0'.repeat(5)} ${alert}`).timestamp).toBe(
      '2025-11-10T10:20:30.500000Z',
    );
    const event = read(parser, '[1:1:1] x [Priority: 1]: {IPv6-ICMP} fe80::1 -> 2001:db8::2 more');
    expect(event.level).toBe('ERROR');
    expect(event.metadata).toMatchObject({ protocol: 'ipv6-icmp', extra: 'more' });
    expect(read(parser, `11/11/25-10:20:30.123456 [Drop] ${alert}`).metadata.action).toBe('drop');
  });

  it.each(['11/11/2025-10:20:30.123456 x', '[1:2:3]', '[1:2:3] x {TCP} a', '1'])(
    'leaves %j to others',
    (record) => expectRefused(parser, record),
  );
});

describe('juniper-rt-flow', () => {
  const parser = new JuniperFlowReader();
  const flow = '192.0.2.1/5->192.0.2.2/22';

  it('reads a session that was closed', () => {
    const record = `RT_FLOW_SESSION_CLOSE: session closed TCP FIN: ${flow} junos-ssh 10.0.0.1/6->10.0.0.2/23 None None 6 rule-1 untrust trust 47 78(6657) 122(13305) 45 UNKNOWN`;
    const event = read(parser, record);
    expect(event).toMatchObject({ format: 'juniper-rt-flow', message: record });
    expect(event.metadata).toEqual({
      ...{ mnemonic: 'RT_FLOW_SESSION_CLOSE', action: 'close', reason: 'TCP FIN', service: 'junos-ssh' },
      ...{ source_ip: '192.0.2.1', source_port: 5, destination_ip: '192.0.2.2', destination_port: 22 },
      ...{
        source_nat_ip: '10.0.0.1',
        source_nat_port: 6,
        destination_nat_ip: '10.0.0.2',
        destination_nat_port: 23,
      },
      ...{
        protocol: '6',
        rule: 'rule-1',
        source_zone: 'untrust',
        destination_zone: 'trust',
        connection_id: 47,
      },
      ...{ source_packets: 78, source_bytes: 6657, destination_packets: 122, destination_bytes: 13305 },
      elapsed_seconds: 45,
    });
  });

  it.each([
    [
      `RT_FLOW: RT_FLOW_SESSION_CREATE: session created ${flow} junos-ssh ${flow} None None 6 r a b 5 N/A`,
      { action: 'create', connection_id: 5 },
    ],
    [
      `RT_FLOW_SESSION_DENY: session denied ${flow} junos-dns 17(0) deny(global) a b UNKNOWN`,
      { action: 'deny', protocol: '17', rule: 'deny(global)', source_zone: 'a' },
    ],
  ])('reads %s', (record, metadata) => {
    expect(read(parser, record).metadata).toMatchObject(metadata);
  });

  it.each(['RT_FLOW', 'RT_FLOW_SESSION_CLOSE: session closed', 'RT_IDP: x'])(
    'leaves %j to others',
    (record) => expectRefused(parser, record),
  );
});

describe('netscreen', () => {
  const parser = new NetscreenReader();

  it('reads names with blanks, and what was translated', () => {
    const event = read(
      parser,
      'NetScreen device_id=fw-1  [Root]system-notification-00257(traffic): start_time="2025-11-11 10:20:30" duration=7 ' +
        'policy_id=1 service=msrpc Mapper(tcp) proto=6 src zone=Trust dst zone=self action=Deny sent=0 rcvd=16 src=192.0.2.1 ' +
        'dst=192.0.2.2 src_port=5 dst_port=6 src-xlated ip=10.0.0.1 port=7 dst-xlated ip=10.0.0.2 port=8 session_id=9 reason=Creation',
    );
    expect(event).toMatchObject({ format: 'netscreen', level: 'INFO' });
    expect(event.metadata).toEqual({
      ...{ device_id: 'fw-1', mnemonic: 'system-notification-00257', event_code: '00257', type: 'traffic' },
      ...{
        original_level: 'notice',
        start_time: '2025-11-11 10:20:30',
        duration: 7,
        rule: 1,
        service: 'msrpc Mapper(tcp)',
      },
      ...{ protocol: '6', source_zone: 'Trust', destination_zone: 'self', action: 'Deny', source_bytes: 0 },
      ...{
        destination_bytes: 16,
        source_ip: '192.0.2.1',
        destination_ip: '192.0.2.2',
        source_port: 5,
        destination_port: 6,
      },
      ...{
        source_nat_ip: '10.0.0.1',
        source_nat_port: 7,
        destination_nat_ip: '10.0.0.2',
        destination_nat_port: 8,
      },
      ...{ connection_id: 9, reason: 'Creation' },
    });
  });

  it.each(['NetScreen is up', 'NetScreen device_id=fw', 'netscreen device_id=x'])(
    'leaves %j to others',
    (record) => expectRefused(parser, record),
  );
});
