import { describe, expect, it } from 'vitest';
import { CLAIMED } from '../../pipeline/plugin.js';
import { ARRIVAL_MICROS, makeEvent } from '../../test/support/events.js';
import { parserSet } from '../../test/support/parsers.js';

/*
 * Servers whose logs differ in their heads: by format the lines it reads, with what becomes of them, and the nearest
 * lines that it leaves to others.
 */

interface Expected {
  readonly time?: string;
  readonly level?: string;
  readonly message?: string;
  readonly application?: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

const DAY = '2025-11-11';
const TIME = '2025-11-11T10:20:30.123000Z';
const MICROS = '2025-11-11T10:20:30.123456Z';
const SECOND = '2025-11-11T10:20:30.000000Z';

const READ: Readonly<Record<string, readonly (readonly [string, Expected])[]>> = {
  'mongodb-text': [
    [
      `${DAY}T11:20:30.123+0100 W NETWORK  [conn42] end connection 192.0.2.7:40123 (3 connections now open)`,
      {
        time: TIME,
        level: 'WARN',
        metadata: {
          original_level: 'W',
          component: 'NETWORK',
          thread: 'conn42',
          client_ip: '192.0.2.7',
          client_port: 40123,
        },
      },
    ],
    [
      `${DAY}T10:20:30.123Z I -        [listener] connection accepted from 192.0.2.7:40123 #7 (1 connection now open)`,
      {
        time: TIME,
        metadata: {
          original_level: 'I',
          thread: 'listener',
          client_ip: '192.0.2.7',
          client_port: 40123,
          connection: 7,
        },
      },
    ],
    [
      `${DAY}T10:20:30.123+0000 D2 COMMAND [conn1] command shop.orders command: find { a: 1 } keysExamined:3 docsExamined:4 nreturned:2 reslen:230 protocol:op_msg 104ms`,
      {
        level: 'DEBUG',
        metadata: {
          original_level: 'D2',
          component: 'COMMAND',
          thread: 'conn1',
          operation: 'command',
          database: 'shop',
          collection: 'orders',
          duration_ms: 104,
          keys_examined: 3,
          docs_examined: 4,
          nreturned: 2,
          reslen: 230,
          command: 'find',
          statement: '{ a: 1 }',
          protocol: 'op_msg',
        },
      },
    ],
    [
      `${DAY}T10:20:30.123+0000 I COMMAND  [conn6] command demo appName: "shop \\x" command: eval { $eval: "}", b: { c: 1 } } numYields:0 protocol:op_query 529ms`,
      {
        metadata: {
          original_level: 'I',
          component: 'COMMAND',
          thread: 'conn6',
          operation: 'command',
          database: 'demo',
          application_name: 'shop \\x',
          command: 'eval',
          statement: '{ $eval: "}", b: { c: 1 } }',
          num_yields: 0,
          protocol: 'op_query',
          duration_ms: 529,
        },
      },
    ],
    [
      `${DAY}T10:20:30.123+0000 [initandlisten] options: {}`,
      { message: 'options: {}', metadata: { thread: 'initandlisten' } },
    ],
    ['Tue Nov 11 10:20:30.123 [conn7] authenticate db: shop', { time: TIME, metadata: { thread: 'conn7' } }],
  ],
  redis: [
    [
      '4711:M 11 Nov 2025 10:20:30.123 * Ready',
      {
        time: TIME,
        level: 'INFO',
        message: 'Ready',
        metadata: { pid: 4711, original_level: 'notice', role: 'master' },
      },
    ],
    [
      '4711:S 11 Nov 10:20:30.123 # Slow disk',
      { time: TIME, level: 'WARN', metadata: { pid: 4711, original_level: 'warning', role: 'slave' } },
    ],
    [
      '[4711] 11 Nov 10:20:30 - 1 clients',
      { time: SECOND, level: 'DEBUG', metadata: { pid: 4711, original_level: 'verbose' } },
    ],
    [
      '11 Nov 10:20:30 . 0 clients connected',
      { time: SECOND, level: 'DEBUG', metadata: { original_level: 'debug' } },
    ],
    [
      '4711:signal-handler (1762856430) Received SIGINT',
      { time: SECOND, message: 'Received SIGINT', metadata: { pid: 4711, thread: 'signal-handler' } },
    ],
    [
      '1762856430.123456 [3 192.0.2.7:40123] "set" "a \\"b" "1"',
      {
        time: MICROS,
        message: '"set" "a \\"b" "1"',
        metadata: {
          database: '3',
          client_ip: '192.0.2.7',
          client_port: 40123,
          command: 'set',
          arguments: '"a \\"b" "1"',
        },
      },
    ],
    [
      '1762856430.123456 [0 lua] "get" "a"',
      { metadata: { database: '0', client_ip: 'lua', command: 'get', arguments: '"a"' } },
    ],
  ],
  kafka: [
    [
      `[${DAY} 10:20:30,123] WARN [Controller 1]: Broker 2 is gone (kafka.controller.KafkaController)`,
      {
        time: TIME,
        level: 'WARN',
        message: 'Broker 2 is gone',
        metadata: { logger: 'kafka.controller.KafkaController', component: 'Controller 1' },
      },
    ],
    [
      `[${DAY} 10:20:30,123] ERROR Cannot resolve (org.apache.zookeeper.X:117)\njava.net.UnknownHostException: zk\n\tat a.B.c(B.java:1)`,
      {
        level: 'ERROR',
        message: 'Cannot resolve',
        metadata: {
          logger: 'org.apache.zookeeper.X',
          line: 117,
          exception: 'java.net.UnknownHostException',
          stack_trace: 'java.net.UnknownHostException: zk\n\tat a.B.c(B.java:1)',
        },
      },
    ],
    [
      `[${DAY} 10:20:30,123] TRACE Broker 1 (x) (state.change.logger)`,
      { level: 'TRACE', message: 'Broker 1 (x)', metadata: { logger: 'state.change.logger' } },
    ],
    [
      `[${DAY} 10:20:30,123] INFO KafkaConfig values: \n\ta = b\n (kafka.server.KafkaConfig)`,
      { message: 'KafkaConfig values: \n\ta = b\n', metadata: { logger: 'kafka.server.KafkaConfig' } },
    ],
    [`[${DAY} 10:20:30,123] INFO KafkaConfig values: `, { metadata: {} }],
  ],
  zookeeper: [
    [
      `${DAY} 10:20:30,123 [myid:3] - ERROR [QuorumPeer[myid=3]/0:0:0:0:0:0:0:0:2181:Leader@493] - Shutting down`,
      {
        time: TIME,
        level: 'ERROR',
        message: 'Shutting down',
        metadata: {
          myid: '3',
          thread: 'QuorumPeer[myid=3]/0:0:0:0:0:0:0:0:2181',
          logger: 'Leader',
          line: 493,
        },
      },
    ],
  ],
  cassandra: [
    [
      `WARN  [GossipStage:1] ${DAY} 10:20:30,123  Gossiper.java:1234 - lost\nsecond line`,
      {
        time: TIME,
        level: 'WARN',
        message: 'lost\nsecond line',
        metadata: { thread: 'GossipStage:1', file: 'Gossiper.java', line: 1234 },
      },
    ],
  ],
  scylla: [
    [
      `INFO  ${DAY} 10:20:30,123 [shard 2] compaction - done`,
      { time: TIME, message: 'done', metadata: { shard: 2, logger: 'compaction' } },
    ],
  ],
  solr: [
    [
      `${DAY} 10:20:30.123 WARN  (qtp1-23) [c:shop s:shard1 r:core_node2 x:shop_r1] o.a.s.c.S.Request slow`,
      {
        time: TIME,
        level: 'WARN',
        message: 'slow',
        metadata: {
          thread: 'qtp1-23',
          logger: 'o.a.s.c.S.Request',
          collection: 'shop',
          shard_name: 'shard1',
          replica: 'core_node2',
          core: 'shop_r1',
        },
      },
    ],
    [
      `${DAY} 10:20:30.123 INFO  (main) [   ] o.e.j.s.Server Started`,
      { metadata: { thread: 'main', logger: 'o.e.j.s.Server' } },
    ],
  ],
  activemq: [
    [
      `${DAY} 10:20:30,123 | WARN  | a | b | org.apache.activemq.Broker | main`,
      {
        time: TIME,
        level: 'WARN',
        message: 'a | b',
        metadata: { logger: 'org.apache.activemq.Broker', thread: 'main' },
      },
    ],
    [
      `${DAY} 10:20:30,123 | INFO  | admin called x[y] | RMI TCP Connection(6)`,
      {
        message: 'admin called x[y]',
        metadata: {
          thread: 'RMI TCP Connection(6)',
          user: 'admin',
          operation: 'called',
          action: 'x',
          arguments: 'y',
        },
      },
    ],
  ],
  elasticsearch: [
    [
      `[${DAY}T10:20:30,123][INFO ][o.e.c.m.MetaDataMappingService] [node-1] [orders/aOGgDwbURfCV57AScqbCgw] update_mapping [doc]`,
      {
        time: TIME,
        message: 'update_mapping [doc]',
        metadata: {
          logger: 'o.e.c.m.MetaDataMappingService',
          node: 'node-1',
          index: 'orders',
          index_uuid: 'aOGgDwbURfCV57AScqbCgw',
        },
      },
    ],
    [
      `[${DAY}T10:20:30,123][WARN ][o.o.n.Node               ] [] starting ...`,
      { level: 'WARN', message: 'starting ...', metadata: { logger: 'o.o.n.Node' } },
    ],
    [
      `[${DAY}T10:20:30,123][WARN ][o.e.m.j.JvmGcMonitorService] [node-1] [gc][47] overhead, spent [1.6s] collecting in the last [900ms]`,
      {
        message: '[gc][47] overhead, spent [1.6s] collecting in the last [900ms]',
        metadata: {
          logger: 'o.e.m.j.JvmGcMonitorService',
          node: 'node-1',
          sequence: 47,
          gc_ms: 1600,
          gc_interval_ms: 900,
        },
      },
    ],
    [
      `[${DAY} 10:20:30,123][DEBUG][o.e.n.Node] node name [a] derived`,
      { level: 'DEBUG', message: 'node name [a] derived', metadata: { logger: 'o.e.n.Node' } },
    ],
    [
      `[${DAY}T10:20:30,123][INFO ][index.search.slowlog.query] [n] [orders][2] took[4.5ms], took_millis[4], types[], stats[a,b], total_shards[1], source[{"a":["]"]}], `,
      {
        metadata: {
          logger: 'index.search.slowlog.query',
          node: 'n',
          index: 'orders',
          shard: 2,
          took: '4.5ms',
          duration_ms: 4,
          stats: 'a,b',
          total_shards: 1,
          statement: '{"a":["]"]}',
        },
      },
    ],
    [
      `[${DAY}T10:20:30,123] [n] [rest] [authentication_failed]\torigin_address=[[::1]:40123], principal=[frank], uri=[/_search?q=1]`,
      {
        message:
          'rest authentication_failed origin_address=[[::1]:40123], principal=[frank], uri=[/_search?q=1]',
        metadata: {
          node: 'n',
          layer: 'rest',
          action: 'authentication_failed',
          client_ip: '::1',
          client_port: 40123,
          user: 'frank',
          path: '/_search',
          query: 'q=1',
        },
      },
    ],
  ],
  logstash: [
    [
      `[${DAY}T10:20:30,123][ERROR][logstash.agent           ] [main] Failed\nto start`,
      {
        time: TIME,
        level: 'ERROR',
        message: 'Failed\nto start',
        metadata: { logger: 'logstash.agent', pipeline: 'main' },
      },
    ],
    [
      `[${DAY}T10:20:30,123][WARN ][slowlog.logstash.filters.sleep] event {:took_in_nanos=>3027675106, :x=>1}`,
      { metadata: { logger: 'slowlog.logstash.filters.sleep', duration_ms: 3027.675106 } },
    ],
  ],
  rabbitmq: [
    [
      `${DAY} 10:20:30.123456+00:00 [warning] <0.620.0> closing (192.0.2.7:40123 -> 192.0.2.1:5672)`,
      {
        time: MICROS,
        level: 'WARN',
        metadata: {
          original_level: 'warning',
          process: '<0.620.0>',
          client_ip: '192.0.2.7',
          client_port: 40123,
          server_ip: '192.0.2.1',
          server_port: 5672,
        },
      },
    ],
    [
      '=ERROR REPORT==== 11-Nov-2025::10:20:30 ===\nfailed',
      { time: SECOND, level: 'ERROR', message: 'failed', metadata: {} },
    ],
  ],
  couchdb: [
    [
      `[notice] ${DAY}T10:20:30.123456Z a@192.0.2.1 <0.4.0> 5a1b2c3d4e db:5984 192.0.2.7 frank GET /orders/_all_docs?limit=1 200 ok 12`,
      {
        time: MICROS,
        metadata: {
          original_level: 'notice',
          node: 'a@192.0.2.1',
          process: '<0.4.0>',
          request_id: '5a1b2c3d4e',
          host: 'db:5984',
          client_ip: '192.0.2.7',
          user: 'frank',
          method: 'GET',
          path: '/orders/_all_docs',
          query: 'limit=1',
          status: 200,
          duration_ms: 12,
        },
      },
    ],
    [
      `[error] ${DAY}T10:20:30.123456Z a@b <0.4.0> -------- crash`,
      { level: 'ERROR', message: 'crash', metadata: { node: 'a@b', process: '<0.4.0>' } },
    ],
    [
      '[Tue, 11 Nov 2025 10:20:30 GMT] [info] [<0.4.0>] 192.0.2.7 - - DELETE /orders 200',
      {
        time: SECOND,
        metadata: {
          process: '<0.4.0>',
          client_ip: '192.0.2.7',
          method: 'DELETE',
          path: '/orders',
          status: 200,
        },
      },
    ],
  ],
  clickhouse: [
    [
      '2025.11.11 10:20:30.123456 [ 32 ] {a-b} <Debug> executeQuery: (from 192.0.2.7:40123, user: shop) SELECT 1',
      {
        time: MICROS,
        level: 'DEBUG',
        metadata: {
          tid: 32,
          query_id: 'a-b',
          logger: 'executeQuery',
          client_ip: '192.0.2.7',
          client_port: 40123,
          user: 'shop',
        },
      },
    ],
    [
      '2025.11.11 10:20:30.123456 [ 1 ] {} <Error> no colon',
      { level: 'ERROR', message: 'no colon', metadata: { tid: 1 } },
    ],
  ],
  etcd: [
    [
      `${DAY} 10:20:30.123456 W | rafthttp: lost`,
      { time: MICROS, level: 'WARN', message: 'lost', metadata: { original_level: 'W', logger: 'rafthttp' } },
    ],
  ],
  hclog: [
    [
      `${DAY}T10:20:30.123Z [INFO]  agent.server: started: a=b`,
      { time: TIME, message: 'started: a=b', metadata: { logger: 'agent.server' } },
    ],
    [
      `${DAY}T10:20:30.123Z [ERROR] core: bad`,
      { level: 'ERROR', message: 'bad', metadata: { logger: 'core' } },
    ],
    [
      '    2025/11/11 10:20:30 [ERR] serf: lost',
      { time: SECOND, level: 'ERROR', message: 'lost', metadata: { original_level: 'ERR', logger: 'serf' } },
    ],
  ],
  nats: [
    [
      '[1] 2025/11/11 10:20:30.123456 [INF] Server is ready',
      { time: MICROS, message: 'Server is ready', metadata: { original_level: 'INF', pid: 1 } },
    ],
    [
      '[1] 2025/11/11 10:20:30.123456 [TRC] [::1]:40123 - cid:5 - <<- [MSG a.b 3 _INBOX.x 20]',
      {
        level: 'TRACE',
        metadata: {
          original_level: 'TRC',
          pid: 1,
          client_ip: '::1',
          client_port: 40123,
          client_id: 5,
          direction: 'inbound',
          command: 'MSG',
          subject: 'a.b',
          subscription: '3',
          reply_to: '_INBOX.x',
          bytes: 20,
        },
      },
    ],
    [
      '[1] 2025/11/11 10:20:30.123456 [TRC] 192.0.2.7:40123 - cid:5 - ->> [SUB a q 3]',
      {
        metadata: {
          original_level: 'TRC',
          pid: 1,
          client_ip: '192.0.2.7',
          client_port: 40123,
          client_id: 5,
          direction: 'outbound',
          command: 'SUB',
          subject: 'a',
          queue: 'q',
          subscription: '3',
        },
      },
    ],
  ],
  ceph: [
    [
      `${DAY}T10:20:30.123456+0000 mon.a (mon.0) 78 : audit [INF] x`,
      {
        time: MICROS,
        message: 'x',
        metadata: {
          original_level: 'INF',
          daemon: 'mon.a',
          entity: '(mon.0)',
          sequence: 78,
          channel: 'audit',
        },
      },
    ],
    [
      `${DAY} 10:20:30.123 7f26c2813700 -1 mon.a failed`,
      {
        time: TIME,
        level: 'ERROR',
        message: 'mon.a failed',
        metadata: { thread: '7f26c2813700', debug_level: -1 },
      },
    ],
  ],
  arangodb: [
    [
      `${DAY}T10:20:30Z [1] WARNING [prepare@A.cpp:187] [144fe] {engines} x`,
      {
        time: SECOND,
        level: 'WARN',
        message: 'x',
        metadata: {
          original_level: 'WARNING',
          pid: 1,
          function: 'prepare',
          file: 'A.cpp',
          line: 187,
          code: '144fe',
          topic: 'engines',
        },
      },
    ],
  ],
  sqlserver: [
    [
      `${DAY} 10:20:30.12 spid52      Error: 5105, Severity: 16, State: 2.`,
      {
        level: 'ERROR',
        metadata: { process: 'spid52', error_code: 5105, error_severity: 16, error_state: 2 },
      },
    ],
    [
      `${DAY} 10:20:30.12 Server      Started.\n\tall`,
      { level: 'INFO', message: 'Started.\n\tall', metadata: { process: 'Server' } },
    ],
  ],
};

/** The nearest lines of others. */
const LEFT: Readonly<Record<string, readonly string[]>> = {
  'mongodb-text': [
    `${DAY}T10:20:30.123+0000 I network [conn1] x`,
    `${DAY}T10:20:30.123+0000 [http-1] x`,
    `${DAY}T10:20:30.123Z INFO [conn1] x`,
  ],
  redis: [
    '9 Oct 13:06:36 - DEBUG: message',
    '11 Nov 10:20:30 x',
    '[4711] 11 Nov 10:20:30 x',
    '1762856430.123 [0 x] "a"',
    '4711:Q 11 Nov 2025 10:20:30.123 * x',
  ],
  kafka: [
    `[${DAY} 10:20:30,123] INFO no class`,
    `[${DAY} 10:20:30,123] INFO said (twice)`,
    `[${DAY} 10:20:30,123] INFO Deployed (v1.2.3)`,
    `[${DAY} 10:20:30,123] INFO (a.b) first`,
    `[${DAY} 10:20:30] INFO x (a.b.C)`,
  ],
  zookeeper: [`${DAY} 10:20:30,123 [myid:3] - INFO x`, `${DAY} 10:20:30,123 [main] - INFO [a:b@1] - x`],
  cassandra: [
    `WARN  [main] ${DAY} 10:20:30,123 org.example.Foo - x`,
    `WARN  [main] ${DAY} 10:20:30 A.java:1 - x`,
  ],
  scylla: [`INFO  ${DAY} 10:20:30,123 [main] compaction - x`],
  solr: [`${DAY} 10:20:30.123 INFO  (main) x`, `${DAY} 10:20:30.123 INFO  [main] [ ] a.b x`],
  activemq: [`${DAY} 10:20:30,123 | INFO  | no more bars`, `${DAY} 10:20:30,123 INFO | x | y | z`],
  elasticsearch: [
    `[${DAY}T10:20:30,123][INFO ][logstash.agent] x`,
    `[${DAY}T10:20:30,123][main][INFO ] x`,
    `[${DAY}T10:20:30,123][THIS ][a.b] x`,
    `[${DAY} 10:20:30,123] [a] [b] [c] x`,
  ],
  logstash: [`[${DAY}T10:20:30,123][INFO ][o.e.n.Node] x`],
  rabbitmq: [
    `${DAY} 10:20:30.123 [info] <0.7.0>@riak_core:wait:4 x`,
    `${DAY} 10:20:30.123 [info] x`,
    '=INFO REPORT=== x',
  ],
  couchdb: [`[error] ${DAY}T10:20:30.123456Z x`, '[Tue, 11 Nov 2025 10:20:30 GMT] [info] x'],
  clickhouse: ['2025.11.11 10:20:30.123456 [ 32 ] <Debug> x', '2025.11.11 10:20:30.123456 [ 32 ] {} <Odd> x'],
  etcd: [`${DAY} 10:20:30.123456 W x`, `${DAY} 10:20:30.123456 INFO | x`],
  hclog: [
    `${DAY}T10:20:30.123Z [INFO] x: y`,
    `${DAY}T10:20:30.123Z [ERROR] something happened`,
    '2025/11/11 10:20:30 [INFO] other: x',
    '2025/11/11 10:20:30 [error] 7#7: *1 open() failed',
  ],
  nats: ['[1] 2025/11/11 10:20:30 [INF] x', '[1] 2025/11/11 10:20:30.123456 [info] x'],
  ceph: [`${DAY} 10:20:30.123 12345 1 x`, `${DAY}T10:20:30.123456+0000 host.a (mon.0) 78 : audit [INF] x`],
  arangodb: [`${DAY}T10:20:30Z [1] INFO x`, `${DAY}T10:20:30Z [1] INFO [14] x`],
  sqlserver: [`${DAY} 10:20:30.12 Server started`, `${DAY} 10:20:30.123 spid52      x`],
};

const parsers = parserSet();

describe.each(Object.entries(READ))('%s', (format, lines) => {
  const { parser } = parsers.get(format)!;

  it.each(lines)('reads %j', (record, { metadata, time, ...expected }) => {
    const event = makeEvent(record);
    expect(parser.parse(record, event)).toBe(CLAIMED);
    expect(event).toMatchObject({ format, ...expected });
    expect(event.metadata).toEqual(metadata);
    if (time !== undefined) expect(event.timestamp).toBe(time);
  });

  it.each(LEFT[format]!)('does not claim %j', (record) => {
    const event = makeEvent(record);
    expect(parser.parse(record, event)).toBeGreaterThanOrEqual(0);
    expect(event).toMatchObject({ format: 'plain', message: record });
  });

  it('does not claim a line that is cut off in its head', () => {
    const [[record]] = lines as readonly [readonly [string, Expected]];
    for (const length of [0, 1, 5, 12]) {
      expect(
        parser.parse(record.slice(0, length), makeEvent(record.slice(0, length))),
      ).toBeGreaterThanOrEqual(0);
    }
  });
});

it('keeps a stamp that names no real time, and the time of arrival', () => {
  const record = '4711:M 30 Feb 2025 10:20:30.123 * Ready';
  const event = makeEvent(record);
  expect(parsers.get('redis')!.parser.parse(record, event)).toBe(CLAIMED);
  expect(event.timestampMicros).toBe(ARRIVAL_MICROS);
  expect(event.metadata.timestamp).toBe('30 Feb 2025 10:20:30.123');
});

it('says at which column a line stopped being of the format', () => {
  const record = '4711:M 11 Nov 2025 10:20:30.123 ? x';
  expect(parsers.get('redis')!.parser.parse(record, makeEvent(record))).toBe(record.indexOf('?'));
});
