import { describe, expect, it } from 'vitest';
import { type ExpectedRecord, expectRecord, readRecord } from '../../test/support/records.js';

const STAMP = '2025-11-11 10:20:30';

describe('icinga', () => {
  it.each<ExpectedRecord>([
    [
      `[${STAMP} +0100] warning/PluginTask: command (PID: 7) failed`,
      'icinga',
      'WARN',
      'command (PID: 7) failed',
      { component: 'PluginTask', original_level: 'warning' },
    ],
    [
      'information/cli: Loading files.',
      'icinga',
      'INFO',
      'Loading files.',
      { component: 'cli', original_level: 'information' },
    ],
  ])('%s', (...line) => expectRecord(line));

  it('is no word before a slash', () => {
    expect(readRecord('notice/of removal').format).toBe('plain');
  });
});

describe('santa', () => {
  it('reads the pairs, with bars in values', () => {
    expectRecord([
      '[2025-11-11T10:20:30.123Z] I santad: action=EXEC|decision=DENY|path=/bin/sh|args=sh -c a<pipe>b|pid=47|uid=0|user=root',
      'santa',
      'INFO',
      'action=EXEC|decision=DENY|path=/bin/sh|args=sh -c a<pipe>b|pid=47|uid=0|user=root',
      {
        original_level: 'I',
        action: 'EXEC',
        decision: 'DENY',
        executable: '/bin/sh',
        command: 'sh -c a|b',
        pid: 47,
        uid: 0,
        user: 'root',
      },
    ]);
  });
});

describe('coredns', () => {
  const query =
    '[2001:db8::7]:5353 - 29008 "AAAA IN example.org. tcp 41 true 4096" NXDOMAIN qr,rd 68 0.000078493s';
  const fields = {
    client_ip: '2001:db8::7',
    client_port: 5353,
    query_id: 29008,
    query_type: 'AAAA',
    query_class: 'IN',
    query_name: 'example.org.',
    protocol: 'tcp',
    request_bytes: 41,
    dnssec: true,
    buffer_bytes: 4096,
    response_code: 'NXDOMAIN',
    response_flags: 'qr,rd',
    bytes: 68,
    duration_ms: 0.078493,
  };

  it.each([`[INFO] ${query}`, `2025-11-11T10:20:30.5Z [INFO] ${query}`])('%s', (line) => {
    expectRecord([line, 'coredns', 'INFO', query, fields]);
  });

  it('leaves what is no query alone', () => {
    expect(readRecord('[INFO] 127.0.0.1 is up').format).not.toBe('coredns');
  });
});

describe('squid-cache', () => {
  it('reads with and without the number of the process', () => {
    const message = 'Accepting at local=[::]:3128 remote=[::] FD 11 flags=9';
    expectRecord([
      `2025/11/11 10:20:30 kid1| ${message}`,
      'squid-cache',
      'INFO',
      message,
      { process: 'kid1', local: '[::]:3128', remote: '[::]', flags: 9 },
    ]);
    expectRecord(['2025/11/11 10:20:30| pinger: up', 'squid-cache', 'INFO', 'pinger: up', {}]);
  });
});

describe('snort', () => {
  it('reads the columns of alert_csv', () => {
    expectRecord([
      '11/11/25-10:20:30.123456 ,129,12,1,"small, odd segments",TCP,192.0.2.7,80,192.0.2.8,50895,52:54:00:12:35:02,08:00:27:7F:93:2D,0x6E,***AP***,0xDB45F7A,0x7701DD5B,,0xFFFF,64,0,16785,96,98304,,,,',
      'snort',
      'WARN',
      'small, odd segments',
      {
        generator_id: 129,
        signature_id: 12,
        revision: 1,
        protocol: 'tcp',
        source_ip: '192.0.2.7',
        source_port: 80,
        destination_ip: '192.0.2.8',
        destination_port: 50895,
        source_mac: '52:54:00:12:35:02',
        destination_mac: '08:00:27:7F:93:2D',
        frame_length: '0x6E',
        tcp_flags: '***AP***',
        tcp_sequence: '0xDB45F7A',
        tcp_acknowledgement: '0x7701DD5B',
        tcp_window: '0xFFFF',
        ttl: 64,
        tos: 0,
        packet_id: 16785,
        datagram_length: 96,
        ip_length: 98304,
      },
    ]);
  });
});

describe('elasticsearch in JSON', () => {
  it('reads the message of a slow log, and keeps what the record says itself', () => {
    const event = readRecord(
      '{"type":"index_search_slowlog","timestamp":"2025-11-11T10:20:30,170+0000","level":"WARN","component":"i.s.s.query","cluster.name":"shop","node.name":"n-0","message":"[orders][2] took[9.9ms], took_millis[9], types[], type[_doc], source[{\\"a\\":[1]}]"}',
    );
    expect(event.format).toBe('json');
    expect(event.metadata).toMatchObject({
      type: 'index_search_slowlog',
      index: 'orders',
      shard: 2,
      took: '9.9ms',
      duration_ms: 9,
      statement: '{"a":[1]}',
    });
  });
});
