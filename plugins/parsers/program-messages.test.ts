import { describe, expect, it } from 'vitest';
import { readRecord } from '../../test/support/records.js';

/*
 * What is read out of the words of messages: lines of these tests' own, in the notation of each program. The message
 * itself stays whole.
 */

const GO = '2025/11/11 10:20:30.123456';
const JAVA = '2025-11-11 10:20:30,123';
const MAC = '0a:1b:2c:3d:4e:5f';
const OTHER = 'f0:e1:d2:c3:b4:a5';

type Case = readonly [record: string, metadata: object];

function expectMessages(format: string, cases: readonly Case[], head: (record: string) => number): void {
  it.each(cases)('%s', (record, metadata) => {
    const event = readRecord(record);
    expect(event.format).toBe(format);
    expect(event.message).toBe(record.slice(head(record)));
    expect(event.metadata).toMatchObject(metadata);
  });
}

describe('weave', () => {
  const line = (level: string, message: string) => `${level}: ${GO} ${message}`;
  expectMessages(
    'weave',
    [
      [
        line('INFO', `sleeve ->[192.0.2.7:6783|${MAC}(node-1)]: Effective MTU verified at 1438`),
        {
          overlay: 'sleeve',
          destination_ip: '192.0.2.7',
          destination_port: 6783,
          destination_mac: MAC,
          destination_name: 'node-1',
        },
      ],
      [
        line('INFO', '->[192.0.2.7:6783] error during connection attempt: connection refused'),
        { destination_ip: '192.0.2.7', destination_port: 6783 },
      ],
      [line('INFO', `overlay_switch ->[${MAC}(node-1)] using sleeve`), { destination_mac: MAC }],
      [line('DEBU', `[allocator ${MAC}]: Allocated 10.32.0.1`), { component: 'allocator', peer_mac: MAC }],
      [
        line('INFO', `Setting up IPsec between ${MAC}(a) and ${OTHER}(b)`),
        { client_mac: MAC, client_name: 'a', destination_mac: OTHER, destination_name: 'b' },
      ],
      [
        line('INFO', 'ipsec: InitSARemote: 192.0.2.7 -> 192.0.2.8 :6784 0x5fc7'),
        { operation: 'InitSARemote', client_ip: '192.0.2.7', destination_port: 6784, spi: '0x5fc7' },
      ],
      [
        line('ERRO', `Captured frame from MAC (${MAC}) to (${OTHER}) associated with another peer ${MAC}(c)`),
        { client_mac: MAC, destination_mac: OTHER, peer_name: 'c' },
      ],
      [
        line('INFO', 'added entry 10.32.0.9 to weave-k?Z;2^M}|1 of 337712a0-fa50'),
        { action: 'added', client_ip: '10.32.0.9', ipset: 'weave-k?Z;2^M}|1', owner: '337712a0-fa50' },
      ],
      [
        line('WARN', 'TCP connection from 192.0.2.7:4711 to 192.0.2.8:80 blocked by Weave NPC.'),
        { protocol: 'TCP', client_port: 4711, destination_ip: '192.0.2.8', action: 'blocked' },
      ],
      [
        line(
          'INFO',
          'creating ipset: &npc.selectorSpec{key:"", dst:false, ipsetName:"weave-x", nsName:"shop"}',
        ),
        { action: 'creating', ipset: 'weave-x', ns_name: 'shop', dst: false },
      ],
      [
        line('DEBU', 'EVENT AddPod {"metadata":{"name":"web-1","n":12345678901234567890}}'),
        { action: 'AddPod', object: { metadata: { name: 'web-1' } } },
      ],
      [
        line('DEBU', 'EVENT UpdatePod {"a":1} {"a":2}'),
        { action: 'UpdatePod', object: { a: 1 }, updated_object: { a: 2 } },
      ],
    ],
    () => `INFO: ${GO} `.length,
  );

  it('is left to go-log where the words are not Weave’s', () => {
    expect(readRecord(line('INFO', 'listening on :8080')).format).toBe('go-log');
  });

  it('keeps an object that is cut off in the message alone', () => {
    expect(readRecord(line('DEBU', 'EVENT AddPod {"metadata":{"na')).metadata).not.toHaveProperty('object');
  });

  it('keeps the numbers of an object as they are written', () => {
    const text = readRecord(line('DEBU', 'EVENT AddPod {"n":12345678901234567890}')).metadataText();
    expect(text).toContain('"n":12345678901234567890');
  });
});

describe('calico', () => {
  const line = (message: string) => `2025-11-11 10:20:30.123 [INFO][282] felix/table.go 506: ${message}`;
  expectMessages(
    'calico',
    [
      [
        line('Queueing update. chainName="cali-tw" ipVersion=0x4 count=3 other=word'),
        { pid: 282, file: 'felix/table.go', line: 506, chainName: 'cali-tw', ipVersion: '0x4', count: 3 },
      ],
      [
        line('Received interface update msg=&intdataplane.ifaceUpdate{Name:"cali1", State:"up", Index:11}'),
        { name: 'cali1', state: 'up', index: 11 },
      ],
      [
        line(
          'Received *proto.PolicyUpdate update from calculation graph msg=id:<name:"a" tier:"b" > policy:<x > ',
        ),
        { update: 'PolicyUpdate', name: 'a', tier: 'b', policy: 'x' },
      ],
      [line('Parsing value for LogFilePath: none (from environment)'), { config_name: 'LogFilePath' }],
      [
        line('Summarising 7 dataplane reconciliation loops over 1m3.3s: avg=26ms longest=77ms (resync)'),
        { loops_count: 7, interval: '1m3.3s', average_ms: 26, longest_ms: 77 },
      ],
    ],
    () => line('').length,
  );
});

describe('twemproxy', () => {
  const line = (message: string) => `[2025-11-11 10:20:30.123] nc_proxy.c:213 ${message}`;
  expectMessages(
    'twemproxy',
    [
      [
        line("p 9 listening on '192.0.2.7:22121' in memcache pool 3 'carts' with 2 servers"),
        {
          fd: 9,
          server_ip: '192.0.2.7',
          server_port: 22121,
          service: 'memcache',
          pool: 'carts',
          pool_number: 3,
        },
      ],
      [
        line("1 of 2 servers are live for pool 1 'carts'"),
        { live_count: 1, servers_count: 2, pool: 'carts' },
      ],
      [
        line("address resolution of node 'cache-9' service '11211' failed: Name or service not known"),
        { node: 'cache-9', service: '11211', error: 'Name or service not known' },
      ],
    ],
    () => line('').length,
  );
});

describe('cassandra', () => {
  const line = (message: string) => `INFO  [Pool:1] ${JAVA} Some.java:274 - ${message}`;
  expectMessages(
    'cassandra',
    [
      [
        line('Compacting large partition shop/orders:2025-11-11 (115624250 bytes)'),
        {
          operation: 'Compacting',
          keyspace: 'shop',
          table: 'orders',
          partition_key: '2025-11-11',
          bytes: 115624250,
        },
      ],
      [
        line('Writing large partition shop/orders:a:b (110.266MiB) to sstable /d/nb-1-big-Data.db'),
        { operation: 'Writing', partition_key: 'a:b', size: '110.266MiB' },
      ],
      [
        line('Enqueuing flush of orders: 216588472 (10%) on-heap, 0 (0%) off-heap'),
        {
          operation: 'Enqueuing',
          table: 'orders',
          onheap_bytes: 216588472,
          onheap_percent: 10,
          offheap_bytes: 0,
        },
      ],
      [
        line('Writing Memtable-orders@84952(1.5MiB serialized bytes, 2978 ops, 10%/0% of on/off-heap limit)'),
        { table: 'orders', size: '1.5MiB', ops: 2978, onheap_percent: 10, offheap_percent: 0 },
      ],
      [
        line(
          'Compacted 2 sstables to [/d/orders-ka-1,].  32,011,749 bytes to 29,390,144 (~91% of original) in 1,771ms = 15.826440MB/s.  39,261 total partitions merged to 36,402.  Partition merge counts were {1:33543, 2:2859, }',
        ),
        {
          sstable: '/d/orders-ka-1,',
          bytes_before: 32011749,
          bytes_after: 29390144,
          duration_ms: 1771,
          mb_per_s: 15.82644,
          partitions_before: 39261,
          partitions_after: 36402,
          merge_counts: '{1:33543, 2:2859, }',
        },
      ],
      [
        line('G1 Young Generation GC in 202ms.  G1 Eden Space: 115 -> 0; G1 Old Gen: 68 -> 41; '),
        { collector: 'G1 Young Generation', duration_ms: 202, eden_before_bytes: 115, old_after_bytes: 41 },
      ],
      [line('KeyCache          3654      1073741      all'), { pool: 'KeyCache', used_bytes: 3654 }],
      [
        line(
          '2 operations were slow in the last 5000 msecs:\n<SELECT a>, time 505 msec\n<SELECT b>, time 5 msec',
        ),
        {
          operations: 2,
          interval_ms: 5000,
          slow_statements: ['<SELECT a>, time 505 msec', '<SELECT b>, time 5 msec'],
        },
      ],
    ],
    () => line('').length,
  );
});

describe('log4j', () => {
  const line = (logger: string, message: string, thread = 'main') =>
    `${JAVA} INFO  [${thread}] ${logger} - ${message}`;
  const behind = (record: string) => record.indexOf(' - ') + 3;
  expectMessages(
    'log4j',
    [
      [
        line('HiveMetaStore.audit', 'ugi=shop\tip=192.0.2.7\tcmd=source:192.0.2.7 get_table : db=a tbl=b'),
        { user: 'shop', client_ip: '192.0.2.7', operation: 'get_table', database: 'a', table: 'b' },
      ],
      [
        line('metastore.HiveMetaStore', '2: source:192.0.2.7 get_database: shop'),
        { operation: 'get_database', database: 'shop' },
      ],
      [
        line('ACCESS_LOG', '/192.0.2.7:40123 "POST /predictions/cat?v=1 HTTP/1.1" 200 12', 'W-9003-cat_1.0'),
        {
          client_ip: '192.0.2.7',
          path: '/predictions/cat',
          query: 'v=1',
          status: 200,
          worker: 9003,
          model: 'cat_1.0',
        },
      ],
      [
        line(
          'org.pytorch.serve.job.Job',
          'Waiting time ns: 329042, Backend time ns: 12583833',
          'W-1-cat-stdout',
        ),
        { waiting_ns: 329042, backend_ns: 12583833, model: 'cat' },
      ],
      [
        line('com.hazelcast.Node', '[192.0.2.7]:5701 [dev] [5.3.2] Backpressure is disabled'),
        { member: '192.0.2.7', member_port: 5701, cluster: 'dev', version: '5.3.2' },
      ],
      [
        line(
          'org.apache.activemq.audit',
          'AMQ601501: User guest(guest)@192.0.2.7:57260 is consuming a message',
        ),
        { code: 'AMQ601501', user: 'guest(guest)', client_ip: '192.0.2.7', client_port: 57260 },
      ],
      [line('org.apache.activemq.Server', 'AMQ221057: Global Max Size'), { code: 'AMQ221057' }],
    ],
    behind,
  );

  it('reads nothing out of messages that begin alike under other loggers', () => {
    expect(readRecord(line('shop.Orders', '2: source:a get_database: shop')).metadata).toEqual({
      thread: 'main',
      logger: 'shop.Orders',
    });
  });
});

describe('activemq', () => {
  const parameters = "[JMSDestination='orders' JMSType='' JMSText='it is [here]' ]";

  it('reads who asked the web console for what', () => {
    const event = readRecord(
      `${JAVA} | INFO  | admin requested /admin/send.action ${parameters} from 192.0.2.7 | qtp1-37`,
    );
    expect(event).toMatchObject({ format: 'activemq', level: 'INFO' });
    expect(event.metadata).toEqual({
      thread: 'qtp1-37',
      user: 'admin',
      operation: 'requested',
      path: '/admin/send.action',
      client_ip: '192.0.2.7',
      properties: { JMSDestination: 'orders', JMSText: 'it is [here]' },
    });
  });

  it('takes the time from the message where the layout has none', () => {
    const event = readRecord(
      `INFO  | admin requested /admin/send.action ${parameters} from  192.0.2.7 at 11-11-2025 10:20:30,123 | qtp1-37`,
    );
    expect(event).toMatchObject({ format: 'activemq', timestamp: '2025-11-11T10:20:30.123000Z' });
  });

  it('reads the client from the name of a thread of RMI', () => {
    const event = readRecord(
      `${JAVA} | INFO  | admin called a.QueueView.purge[] | RMI TCP Connection(6)-192.0.2.7`,
    );
    expect(event.metadata).toMatchObject({ action: 'a.QueueView.purge', client_ip: '192.0.2.7' });
  });
});

describe('systems of many nodes', () => {
  it.each<Case>([
    [
      'I251111 10:20:30.123456 197 server/status/runtime.go:525 ⋮ [n1] runtime stats: 106 MiB RSS, 175 goroutines, 30 MiB/26 MiB/50 MiB GO alloc/idle/total, 5.5 MiB/6.9 MiB CGO alloc/total, 0.1 CGO/sec, 1.3/1.7 %(u/s)time, 0.0 %gc (0x), 3.1 KiB/136 KiB (r/w)net',
      {
        rss: '106 MiB',
        goroutines: 175,
        go_idle: '26 MiB',
        cpu_user_percent: 1.3,
        network_written: '136 KiB',
      },
    ],
    [
      "I1111 10:20:30.123456     1 thrift-server.cc:456] ThriftServer 'backend' started on port: 22000",
      { server: 'backend', server_port: 22000 },
    ],
    [
      'I1111 10:20:30.123456    34 statestore.cc:278] Preparing initial catalog-update topic update for impalad@192.0.2.7:27000. Size = 148.00 B',
      { topic: 'catalog-update', server: 'impalad', server_ip: '192.0.2.7', size: '148.00 B' },
    ],
    [
      '[2025-11-11 10:20:30,123 I 91 91] (raylet) worker_pool.cc:489: Started worker process with pid 22736, the token is 234',
      { worker_pid: 22736, token: 234 },
    ],
    [
      '2025-11-11T10:20:30.123456789 0.058977s notice: Server ready, "shop" c79e1284-c542-429d-babf-627447e86318',
      { server_name: 'shop', server_id: 'c79e1284-c542-429d-babf-627447e86318' },
    ],
    [
      'I, [2025-11-11T10:20:30.123456 #648]  INFO -- : listening on addr=192.0.2.7:8080 fd=21',
      { address: '192.0.2.7:8080', fd: 21 },
    ],
  ])('%s', (record, metadata) => {
    expect(readRecord(record).metadata).toMatchObject(metadata);
  });
});
