import { TemplateFormat } from '../templates/template-format.js';

const SPACE = '%{time:YYYY-MM-DD HH:mm:ss}';
const COMMA = '%{time:YYYY-MM-DD HH:mm:ss,fff}';

/** Daemons and application servers with a frame of their own. */
export const DAEMONS = [
  new TemplateFormat('cups', "CUPS' error log", {
    frame: '%{level} [%{time:DD/MMM/YYYY:HH:mm:ss} +0000] %{line}',
    levels: { INFO: 'I', WARN: 'W', ERROR: 'E' },
    lines: [
      ['ERROR', '«[Job %{count}] Printer is out of paper.»'],
      ['INFO', '«[Job %{count}] Queued on "labels-%{few}" by "%{user}".»'],
      ['WARN', '«[Job %{count}] Printer labels-%{few} is slow.»'],
    ],
  }),
  new TemplateFormat('dpkg', "Debian's package manager", {
    frame: `${SPACE} %{line}`,
    lines: [
      ['INFO', 'upgrade openssl:amd64 3.0.%{few}-1 3.0.17-1'],
      ['INFO', 'status installed lib%{thing}:amd64 1.%{few}.0-2'],
      ['INFO', 'install %{thing}-tools:amd64 <none> 2.%{few}-1'],
    ],
  }),
  new TemplateFormat('glusterfs', 'GlusterFS', {
    frame:
      '[%{time:YYYY-MM-DD HH:mm:ss.uuuuuu}] %{level} [MSGID: %{int:106000-106999}] [handler.c:%{lineno}:begin_task] 0-management: «%{says}»',
    levels: { INFO: 'I', WARN: 'W', ERROR: 'E' },
    lines: [
      ['WARN', ''],
      ['INFO', ''],
      ['ERROR', ''],
    ],
  }),
  new TemplateFormat('sssd', "SSSD's debug logs", {
    frame: `(${SPACE}): [be[example.com]] [find_user] %{line}`,
    lines: [
      ['ERROR', '(0x0040): «no user named %{user}»'],
      ['FATAL', '(0x0010): «cannot reach %{host}»'],
    ],
  }),
  new TemplateFormat('supervisord', "supervisord's activity", {
    frame: `${COMMA} %{line}`,
    lines: [
      ['INFO', "INFO «spawned: 'web' with pid %{pid}»"],
      [
        'INFO',
        'INFO «success: web entered RUNNING state, process has stayed up for > than %{few} seconds (startsecs)»',
      ],
      ['WARN', 'WARN «exited: web (exit status %{few}; not expected)»'],
    ],
  }),
  new TemplateFormat('lighttpd', "lighttpd's error log", {
    frame: `${SPACE}: (server.c.%{lineno}) «server stopped by UID = 0 PID = %{pid}»`,
    lines: [['INFO', '']],
  }),
  new TemplateFormat('rethinkdb', 'RethinkDB', {
    frame: '%{time:YYYY-MM-DDTHH:mm:ss.NNNNNNNNN} %{fraction}s %{line}',
    lines: [
      ['INFO', 'notice: «Loading data from directory /data/%{thing}»'],
      ['INFO', 'info: «Listening for client driver connections on port %{port}»'],
      ['ERROR', 'error: «cannot open /data/%{thing}»'],
    ],
  }),
  new TemplateFormat('vmware', 'vSphere and ESXi', {
    frame:
      '%{time:YYYY-MM-DDTHH:mm:ss.fffZ} %{level} vpxd[%{pid}] [Originator@6876 sub=vpxLro opID=%{hex:4}] «[VpxLRO] -- FINISH lro-%{count}»',
    levels: { INFO: 'info', WARN: 'warning', ERROR: 'error' },
    lines: [
      ['INFO', ''],
      ['WARN', ''],
      ['ERROR', ''],
    ],
  }),
  new TemplateFormat('weblogic', "WebLogic's server log", {
    frame:
      '####<%{time:MMM DD, YYYY, hh:mm:ss,fff AA} GMT> <%{level}> <%{line}> <%{host}> <server-%{few}> <main> <<WLS Kernel>> <> <%{hex:4}-%{hex:4#2}> <%{time:XXX}> <[severity-value: 64] [rid: 0] > <BEA-000%{int:100-999}> <«%{says}»>',
    levels: { DEBUG: 'Debug', INFO: 'Info', WARN: 'Warning', ERROR: 'Error' },
    lines: [
      ['INFO', 'Server'],
      ['WARN', 'JDBC'],
      ['ERROR', 'HTTP'],
    ],
  }),
  new TemplateFormat('websphere', 'WebSphere and Liberty', {
    frame: '[%{time:MM/DD/YY HH:mm:ss:fff} GMT] 000000%{hex:1} %{line}',
    lines: [
      ['INFO', 'ApplicationMg A   «WSVR0221I: Application started: %{thing}»'],
      ['ERROR', 'SRTServletReq E   «SRVE0133E: An error occurred while parsing parameters of %{thing}»'],
      ['WARN', 'ThreadMonitor W   «WSVR0605W: Thread WebContainer : %{few} may be hung»'],
    ],
  }),
  new TemplateFormat('etcd', 'etcd before 3.5', {
    frame: '%{time:YYYY-MM-DD HH:mm:ss.uuuuuu} %{level} | embed: «%{line}»',
    levels: { INFO: 'I', WARN: 'W', ERROR: 'E' },
    lines: [
      ['INFO', 'ready to serve client requests'],
      ['WARN', 'rejected connection from "%{client}:%{port}" (error "EOF", ServerName "")'],
      ['ERROR', 'failed to find member %{hex:8} in cluster %{hex:8#2}'],
    ],
  }),
  new TemplateFormat('nats', "NATS' server", {
    frame: '[%{pid}] %{time:YYYY/MM/DD HH:mm:ss.uuuuuu} [%{level}] %{line}',
    levels: { DEBUG: 'DBG', INFO: 'INF', ERROR: 'ERR', WARN: 'WRN' },
    lines: [
      ['DEBUG', '%{client}:%{port} - cid:%{count} - «Client connection created»'],
      ['INFO', '«Server is ready»'],
      ['ERROR', '%{client}:%{port} - cid:%{count} - «authentication error»'],
    ],
  }),
  new TemplateFormat('zookeeper', 'ZooKeeper', {
    frame: `${COMMA} [myid:%{few}] - %{level} [NIOWorkerThread-%{few#2}:NIOServerCnxn@%{lineno}] - «Closed socket connection for client /%{client}:%{port}»`,
    levels: { INFO: 'INFO ', WARN: 'WARN ', ERROR: 'ERROR', DEBUG: 'DEBUG' },
  }),
  new TemplateFormat('kafka', 'Kafka', {
    frame: `[${COMMA}] %{level} [GroupCoordinator %{few}]: «%{says}» (kafka.coordinator.group.GroupCoordinator)`,
  }),
  new TemplateFormat('activemq', 'ActiveMQ', {
    frame: `${COMMA} | %{level} | «%{says}» | org.apache.activemq.broker.BrokerService | worker-%{few}`,
    levels: { DEBUG: 'DEBUG', INFO: 'INFO ', WARN: 'WARN ', ERROR: 'ERROR' },
  }),
  new TemplateFormat('rabbitmq', 'RabbitMQ', {
    frame: '%{time:YYYY-MM-DD HH:mm:ss.uuuuuu}+00:00 [%{level}] <0.%{tid}.0> «%{line}»',
    levels: { INFO: 'info', WARN: 'warning', ERROR: 'error' },
    lines: [
      ['INFO', 'accepting AMQP connection <0.%{count}.0> (%{client}:%{port} -> %{server}:5672)'],
      ['WARN', 'closing AMQP connection <0.%{count}.0> (%{client}:%{port} -> %{server}:5672)'],
      ['ERROR', 'Error on AMQP connection <0.%{count}.0> (%{client}:%{port} -> %{server}:5672): bad header'],
    ],
  }),
  new TemplateFormat('elasticsearch', 'Elasticsearch and OpenSearch', {
    frame:
      '[%{time:YYYY-MM-DDTHH:mm:ss,fff}][%{level}][o.e.c.m.MetadataMappingService] [node-%{few}] %{line}',
    levels: { DEBUG: 'DEBUG', INFO: 'INFO ', WARN: 'WARN ', ERROR: 'ERROR' },
    lines: [
      ['INFO', '[%{thing}/aOGgDwbURfCV57AScqbCgw] «update_mapping [_doc]»'],
      ['WARN', '«high disk watermark [90%] exceeded on [node-%{few}]»'],
      ['ERROR', '«fatal error in thread %{tid}»'],
    ],
  }),
  new TemplateFormat('logstash', 'Logstash', {
    frame: '[%{time:YYYY-MM-DDTHH:mm:ss,fff}][%{level}][logstash.agent           ] «%{line}»',
    levels: { INFO: 'INFO ', WARN: 'WARN ', ERROR: 'ERROR' },
    lines: [
      ['INFO', 'Successfully started Logstash API endpoint {:port=>96%{int:10-99}}'],
      ['ERROR', 'Failed to execute action {:action=>LogStash::PipelineAction::Create/pipeline_id:%{thing}}'],
    ],
  }),
  new TemplateFormat('harbor', 'Harbor, the registry', {
    frame:
      '%{time:YYYY-MM-DDTHH:mm:ssZ} [%{level}] [/replication/adapter/image_%{file}.go:%{lineno}]: «%{says}»',
    levels: { DEBUG: 'DEBUG', INFO: 'INFO', WARN: 'WARNING', ERROR: 'ERROR' },
  }),
  new TemplateFormat('twemproxy', 'twemproxy (nutcracker)', {
    frame:
      "[%{time:YYYY-MM-DD HH:mm:ss.fff}] nc_ketama.c:%{lineno} «%{few} of 9 servers are live for pool 1 '%{thing}'»",
    lines: [['INFO', '']],
  }),
  new TemplateFormat('weave', 'Weave Net', {
    frame: '%{level}: %{time:YYYY/MM/DD HH:mm:ss.uuuuuu} «%{line}»',
    levels: { WARN: 'WARN' },
    lines: [
      ['WARN', 'UDP connection from %{client}:%{port} to %{server}:67 blocked by Weave NPC.'],
      ['WARN', 'TCP connection from %{client}:%{port} to %{server}:443 blocked by Weave NPC.'],
    ],
  }),
  new TemplateFormat('calico', 'Calico', {
    frame: '%{time:YYYY-MM-DD HH:mm:ss.fff} [%{level}][%{pid}] felix/%{file}.go %{lineno}: «%{line}»',
    levels: { INFO: 'INFO', WARN: 'WARNING', ERROR: 'ERROR' },
    lines: [
      ['INFO', 'Queueing update of chain. chainName="cali-%{thing}" ipVersion=0x4'],
      ['WARN', 'Retrying to read the table. table="%{thing}"'],
      ['ERROR', 'Failed to program the table. table="%{thing}"'],
    ],
  }),
  new TemplateFormat('icinga', 'Icinga 2', {
    frame: '[%{time:YYYY-MM-DD HH:mm:ss} +0000] %{level}/Notification: «%{says}»',
    levels: { DEBUG: 'debug', INFO: 'information', WARN: 'warning' },
  }),
  new TemplateFormat('santa', 'Santa of macOS', {
    frame:
      '[%{time:YYYY-MM-DDTHH:mm:ss.fff}Z] I santad: «action=EXEC|decision=ALLOW|reason=CERT|path=/bin/%{thing}|pid=%{pid}|uid=0|user=root»',
    lines: [['INFO', '']],
  }),
  new TemplateFormat('coredns', 'CoreDNS', {
    frame:
      '%{time:YYYY-MM-DDTHH:mm:ss.fff}Z [INFO] «%{client}:%{port} - 290%{few} "A IN %{thing}.example.org. udp 41 false 4096" NOERROR qr,rd,ra 68 0.000078493s»',
    lines: [['INFO', '']],
  }),
  new TemplateFormat('squid-cache', "Squid's cache.log", {
    frame: '%{time:YYYY/MM/DD HH:mm:ss} kid%{few}| «storeDirWriteCleanLogs: %{thing}»',
    lines: [['INFO', '']],
  }),
];
