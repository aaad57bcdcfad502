import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../pipeline/event.js';
import { CLAIMED, type Parser } from '../../pipeline/plugin.js';
import { makeEvent } from '../../test/support/events.js';
import { AuditdReader } from './support/security/auditd.js';
import { JournaldExportReader } from './support/security/journald-export.js';
import { ProgramMessageReader } from './support/security/programs.js';

/** @param application the program that the envelope names */
function read(parser: Parser, record: string, application = ''): LogEvent {
  const event = makeEvent(record);
  event.application = application;
  expect(parser.parse(record, event)).toBe(CLAIMED);
  return event;
}

function expectRefused(parser: Parser, record: string, application = ''): void {
  const event = makeEvent(record);
  event.application = application;
  expect(parser.parse(record, event)).not.toBe(CLAIMED);
  expect(event.format).toBe('plain');
}

const programs = new ProgramMessageReader();

describe('sshd', () => {
  it.each([
    [
      'Accepted publickey for deploy from 203.0.113.9 port 50022 ssh2: ED25519 SHA256:abc',
      {
        ...{ outcome: 'Accepted', auth_method: 'publickey', user: 'deploy', client_ip: '203.0.113.9' },
        ...{ client_port: 50022, fingerprint: 'ED25519 SHA256:abc' },
      },
    ],
    [
      'Failed password for invalid user ad min from 2001:db8::9 port 5 ssh2',
      {
        outcome: 'Failed',
        auth_method: 'password',
        user: 'ad min',
        invalid_user: true,
        client_ip: '2001:db8::9',
      },
    ],
    ['Failed none for invalid user  from 192.0.2.1 port 5 ssh2', { invalid_user: true, client_port: 5 }],
    [
      'Failed keyboard-interactive/pam for root from gate.example.com port 5 ssh2',
      { client_ip: 'gate.example.com' },
    ],
    [
      'Invalid user test from 192.0.2.1',
      { outcome: 'Invalid', user: 'test', invalid_user: true, client_ip: '192.0.2.1' },
    ],
    ['Invalid user test from 192.0.2.1 port 77', { user: 'test', client_port: 77 }],
    [
      'Connection closed by invalid user admin 192.0.2.1 port 5 [preauth]',
      { user: 'admin', invalid_user: true },
    ],
    [
      'Connection closed by authenticating user root 192.0.2.1 port 5 [preauth]',
      { user: 'root', client_port: 5 },
    ],
    ['Connection reset by 192.0.2.1 port 5', { client_ip: '192.0.2.1', client_port: 5 }],
    ['Disconnected from user ann 192.0.2.1 port 5', { user: 'ann', client_ip: '192.0.2.1', client_port: 5 }],
    [
      'Received disconnect from 192.0.2.1 port 5:11: Bye Bye [preauth]',
      { client_ip: '192.0.2.1', client_port: 5, reason: 'Bye Bye [preauth]' },
    ],
    ['Did not receive identification string from 192.0.2.1', { client_ip: '192.0.2.1' }],
    ['error: maximum authentication attempts exceeded for root from 192.0.2.1 port 5 ssh2', { user: 'root' }],
    [
      'User git from 192.0.2.1 not allowed because not listed in AllowUsers',
      { user: 'git', reason: 'not listed in AllowUsers' },
    ],
    ['Unable to negotiate with 192.0.2.1 port 5: no matching cipher', { reason: 'no matching cipher' }],
    ['Starting session: shell on pts/0 for ann from 192.0.2.1 port 5 id 0', { user: 'ann', client_port: 5 }],
  ])('reads %j', (record, metadata) => {
    const event = read(programs, record, 'sshd');
    expect(event).toMatchObject({ format: 'sshd', message: record });
    expect(event.metadata).toMatchObject(metadata);
  });

  it('reads without an envelope what no other program says', () => {
    expect(read(programs, 'Invalid user a from 192.0.2.1').format).toBe('sshd');
    expectRefused(programs, 'Connection closed by 192.0.2.1 port 5');
    expectRefused(programs, 'Accepted the offer from Berlin');
  });

  it.each(['Server listening on :: port 22.', 'Accepted', 'Failed password for root', ''])(
    'leaves %j alone',
    (record) => expectRefused(programs, record, 'sshd'),
  );

  it('leaves alone what another program says', () => {
    expectRefused(programs, 'Invalid user a from 192.0.2.1', 'shop');
  });
});

describe('sudo', () => {
  it.each([
    [
      'frank : TTY=pts/0 ; PWD=/home/frank ; USER=root ; COMMAND=/bin/sh -c a ; b=1',
      {
        user: 'frank',
        tty: 'pts/0',
        working_directory: '/home/frank',
        target_user: 'root',
        command: '/bin/sh -c a ; b=1',
      },
    ],
    [
      '     tsg : user NOT in sudoers ; TTY=pts/1 ; PWD=/ ; USER=root ; GROUP=adm ; TSID=00 ; COMMAND=/bin/ls',
      {
        user: 'tsg',
        reason: 'user NOT in sudoers',
        target_group: 'adm',
        session_id: '00',
        command: '/bin/ls',
      },
    ],
  ])('reads %j', (record, metadata) => {
    const event = read(programs, record, 'sudo');
    expect(event).toMatchObject({ format: 'sudo', message: record });
    expect(event.metadata).toMatchObject(metadata);
    expect(read(programs, record).format).toBe('sudo');
  });

  it.each(['frank : hello', 'unable to resolve host', ''])('leaves %j alone', (record) =>
    expectRefused(programs, record, 'sudo'),
  );
});

describe('cron', () => {
  it.each([
    [
      'CRON',
      '(root) CMD (run-parts /etc (x))',
      { user: 'root', action: 'CMD', command: 'run-parts /etc (x)' },
    ],
    [
      'crond',
      '(*system*) RELOAD (/etc/crontab)',
      { user: '*system*', action: 'RELOAD', detail: '/etc/crontab' },
    ],
    ['', '(ann) CMD (true)', { user: 'ann', action: 'CMD', command: 'true' }],
  ])('reads what %s says: %s', (application, record, metadata) => {
    const event = read(programs, record, application);
    expect(event.format).toBe('cron');
    expect(event.metadata).toEqual(metadata);
  });

  it('leaves other words alone', () => {
    expectRefused(programs, '(root) CMD (x', 'cron');
    expectRefused(programs, '(root) INFO (x)', '');
  });
});

describe('pam', () => {
  it.each([
    [
      'pam_unix(sshd:session): session opened for user ann(uid=1001) by root(uid=0)',
      {
        ...{ pam_module: 'pam_unix', service: 'sshd', pam_type: 'session', action: 'session opened' },
        ...{ user: 'ann', uid: 1001, by_user: 'root', by_uid: 0 },
      },
    ],
    [
      'pam_unix(cron:session): session closed for user root',
      { service: 'cron', action: 'session closed', user: 'root' },
    ],
    [
      'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1  user=ann',
      { outcome: 'failure', client_ip: '192.0.2.1', user: 'ann', tty: 'ssh', uid: 0 },
    ],
  ])('reads %j', (record, metadata) => {
    for (const application of ['sshd', 'login', '']) {
      const event = read(programs, record, application);
      expect(event).toMatchObject({ format: 'pam', message: record });
      expect(event.metadata).toMatchObject(metadata);
    }
  });

  it('leaves other words alone', () => expectRefused(programs, 'pam_unix is loaded', 'login'));
});

describe('iptables', () => {
  const tcp =
    'IN=eth0 OUT= MAC=52:54:00 SRC=203.0.113.9 DST=192.0.2.10 LEN=60 TOS=0x00 PREC=0x00 TTL=49 ID=6480 DF PROTO=TCP ' +
    'SPT=59088 DPT=22 WINDOW=64240 RES=0x00 SYN ACK URGP=0';

  it('reads a packet', () => {
    const record = `[1234.567890] [UFW BLOCK] ${tcp} `;
    const event = read(programs, record, 'kernel');
    expect(event).toMatchObject({ format: 'iptables', message: record });
    expect(event.metadata).toEqual({
      rule: '[UFW BLOCK]',
      action: 'block',
      in_interface: 'eth0',
      mac: '52:54:00',
      source_ip: '203.0.113.9',
      destination_ip: '192.0.2.10',
      length: 60,
      tos: '0x00',
      precedence: '0x00',
      ttl: 49,
      ip_id: 6480,
      ip_flags: 'DF',
      protocol: 'tcp',
      source_port: 59088,
      destination_port: 22,
      tcp_window: 64240,
      res: '0x00',
      tcp_flags: 'SYN ACK',
      urgent_pointer: 0,
    });
  });

  it('takes the head of an Ethernet frame apart', () => {
    const head = '52:54:00:12:34:56:52:54:00:65:43:21';
    const { metadata } = read(programs, tcp.replace('52:54:00', `${head}:08:00`), 'kernel');
    expect(metadata).toMatchObject({
      destination_mac: '52:54:00:12:34:56',
      source_mac: '52:54:00:65:43:21',
    });
    expect(metadata).not.toHaveProperty('mac');
    expect(read(programs, tcp.replace('52:54:00', head), 'kernel').metadata).toMatchObject({ mac: head });
  });

  it.each([
    [`Shorewall:net2fw:DROP:${tcp}`, { rule: 'Shorewall:net2fw:DROP:', action: 'drop' }],
    [`[WAN_IN-3004-D]${tcp}`, { rule: '[WAN_IN-3004-D]', action: 'drop' }],
    [`[FW-A-LAN_LOCAL-2013]${tcp}`, { action: 'accept' }],
    [`SFW2-INext-DROP-DEFLT ${tcp}`, { rule: 'SFW2-INext-DROP-DEFLT', action: 'drop' }],
    [`[LAN] DESCR="no way" ${tcp}`, { rule: '[LAN] DESCR="no way"' }],
    [tcp, { in_interface: 'eth0' }],
    [
      'IN= OUT=lo SRC=2001:db8::1 DST=2001:db8::2 LEN=104 TC=0 HOPLIMIT=64 FLOWLBL=7 PROTO=ICMPv6 TYPE=128 CODE=0',
      { out_interface: 'lo', protocol: 'icmpv6', ttl: 64, icmp_type: 128, icmp_code: 0 },
    ],
    [
      'IN=a OUT= SRC=192.0.2.1 DST=192.0.2.2 LEN=540 PROTO=UDP SPT=4 DPT=5 LEN=520',
      { length: 540, udp_length: 520 },
    ],
    [
      'IN=a OUT= SRC=192.0.2.1 DST=192.0.2.2 LEN=88 PROTO=ICMP TYPE=3 CODE=3 [SRC=192.0.2.2 DST=192.0.2.9 PROTO=UDP ]',
      { source_ip: '192.0.2.1', icmp_packet: 'SRC=192.0.2.2 DST=192.0.2.9 PROTO=UDP' },
    ],
  ])('reads %j', (record, metadata) => {
    expect(read(programs, record).metadata).toMatchObject(metadata);
  });

  it('leaves alone what is the message of an envelope, and what is no packet', () => {
    expectRefused(programs, `Nov 11 10:20:30 h kernel: ${tcp}`);
    expectRefused(programs, `<4>x ${tcp}`);
    expectRefused(programs, 'IN=eth0 OUT= nothing', 'kernel');
    expectRefused(programs, 'eth0: link is up', 'kernel');
    expectRefused(programs, `x ${tcp}`, 'shop');
  });

  it('reads only the one format it is for', () => {
    const only = new ProgramMessageReader('cron');
    expectRefused(only, tcp, 'kernel');
    expectRefused(only, 'Invalid user a from 192.0.2.1', 'sshd');
    expectRefused(only, 'pam_unix(cron:session): session closed for user root', 'cron');
    expect(read(only, '(root) CMD (x)', 'cron').format).toBe('cron');
  });
});

describe('auditd', () => {
  const parser = new AuditdReader();

  it('reads a record with a message in quotes', () => {
    const record =
      "node=web-1 type=USER_AUTH msg=audit(1762856430.123:4711): pid=812 uid=0 auid=1000 ses=3 msg='op=PAM:x " +
      'acct="ann" exe="/usr/sbin/sshd" hostname=? addr=203.0.113.9 terminal=ssh res=failed\'';
    const event = read(parser, record);
    expect(event).toMatchObject({
      format: 'auditd',
      timestamp: '2025-11-11T10:20:30.123000Z',
      source: 'web-1',
      message: record,
    });
    expect(event.metadata).toEqual({
      audit_type: 'USER_AUTH',
      audit_serial: 4711,
      pid: 812,
      uid: 0,
      auid: 1000,
      ses: 3,
      op: 'PAM:x',
      user: 'ann',
      executable: '/usr/sbin/sshd',
      client_ip: '203.0.113.9',
      terminal: 'ssh',
      outcome: 'failed',
    });
  });

  it.each([
    [
      'type=SYSCALL msg=audit(1.5:1): arch=c000003e syscall=59 a0=9 a1=7f exit=-2 comm="sh" exe=2F62696E2F6120 key=(null)\x1dARCH=x86_64',
      {
        arch: 'c000003e',
        syscall: 59,
        a0: '9',
        a1: '7f',
        exit: -2,
        comm: 'sh',
        executable: '/bin/a',
        ARCH: 'x86_64',
      },
    ],
    ['type=PROCTITLE msg=audit(1.5:1): proctitle=6C73002D6C', { proctitle: 'ls -l' }],
    ['type=PROCTITLE msg=audit(1.5:1): proctitle=FFFE', { proctitle: 'FFFE' }],
    ['type=LOGIN msg=audit(1.5:1): old auid=7 new auid=8', { old_auid: 7, new_auid: 8 }],
    [
      'audit: type=1400 audit(1.5:1): apparmor="DENIED" operation="open"',
      { audit_type: '1400', apparmor: 'DENIED' },
    ],
  ])('reads %j', (record, metadata) => {
    expect(read(parser, record).metadata).toMatchObject(metadata);
  });

  it.each([
    'type=SYSCALL',
    'type=SYSCALL msg=audit(x:1): a=b',
    'type=error msg=failed',
    'audit: backlog limit',
  ])('leaves %j to others', (record) => expectRefused(parser, record));
});

describe('journald-export', () => {
  const parser = new JournaldExportReader();

  it('reads the fields', () => {
    const event = read(
      parser,
      '__CURSOR=s=1\n__REALTIME_TIMESTAMP=1762856430123456\n_HOSTNAME=web-1\nPRIORITY=4\nSYSLOG_FACILITY=10\n' +
        'SYSLOG_IDENTIFIER=auth\n_PID=812\nCODE_LINE=7\n_SYSTEMD_UNIT=auth.service\nMESSAGE=a=b\n',
    );
    expect(event).toMatchObject({
      format: 'journald-export',
      timestamp: '2025-11-11T10:20:30.123456Z',
      level: 'WARN',
      source: 'web-1',
      application: 'auth',
      message: 'a=b',
    });
    expect(event.metadata).toEqual({
      __CURSOR: 's=1',
      facility: 'authpriv',
      severity: 'warning',
      pid: 812,
      line: 7,
      _SYSTEMD_UNIT: 'auth.service',
    });
  });

  it('reads values with line feeds', () => {
    const event = read(
      parser,
      '__REALTIME_TIMESTAMP=1762856430123456\nMESSAGE\n\x06\0\0\0\0\0\0\0é\nzu\u00dfen\nMESSAGE=other\n_COMM=x'.replace(
        'zu\u00dfen',
        'abc',
      ),
    );
    expect(event.message).toBe('é\nabc');
    expect(event.application).toBe('x');
    expect(event.metadata).toMatchObject({ MESSAGE: 'other' });
  });

  it.each([
    '__A=b',
    '__CURSOR=1\nMESSAGE=x',
    '__REALTIME_TIMESTAMP=1762856430123456\nlower=1',
    '__init__ failed',
    '_',
  ])('leaves %j to others', (record) => expectRefused(parser, record));
});
