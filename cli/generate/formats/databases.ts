import { TemplateFormat } from '../templates/template-format.js';

const SPACE = '%{time:YYYY-MM-DD HH:mm:ss.fff}';
const MICROS = '%{time:YYYY-MM-DDTHH:mm:ss.uuuuuuZ}';
const SELECT = 'SELECT name FROM %{thing} WHERE id = %{order}';
const JAVA = { DEBUG: 'DEBUG', INFO: 'INFO ', WARN: 'WARN ', ERROR: 'ERROR' } as const;

/** Databases and search engines. */
export const DATABASES = [
  new TemplateFormat('postgresql', 'PostgreSQL', {
    frame: `${SPACE} UTC [%{pid}] shop@orders %{line}`,
    lines: [
      ['INFO', `LOG:  «duration: %{seconds} ms  statement: ${SELECT};»`],
      ['ERROR', 'ERROR:  «duplicate key value violates unique constraint "%{thing}_pkey"»'],
      ['FATAL', 'FATAL:  «sorry, too many clients already»'],
      ['WARN', 'WARNING:  «there is already a transaction in progress»'],
    ],
  }),
  new TemplateFormat('postgresql-csv', "PostgreSQL's csvlog", {
    frame: `${SPACE} UTC,"shop","orders",%{pid},"%{client}:%{port}",%{hex:4}.%{hex:2},%{few},"SELECT",%{time:YYYY-MM-DD HH:mm:ss} UTC,%{few#2}/%{count},0,%{line},,,,,,,,,"psql","client backend",,0`,
    lines: [
      ['INFO', 'LOG,00000,"«duration: %{seconds} ms  statement: SELECT 1»"'],
      ['ERROR', 'ERROR,42P01,"«relation %{thing} does not exist»"'],
    ],
  }),
  new TemplateFormat('pgbouncer', 'PgBouncer', {
    frame: `${SPACE} UTC [%{pid}] %{line}`,
    lines: [
      ['INFO', 'LOG C-0x%{hex:4}: orders/shop@%{client}:%{port} «login attempt: db=orders user=shop tls=no»'],
      ['WARN', 'WARNING C-0x%{hex:4}: orders/shop@%{client}:%{port} «pooler error: query_wait_timeout»'],
    ],
  }),
  new TemplateFormat('mysql-error', 'error log of MySQL', {
    frame: `${MICROS} %{few} %{line}`,
    lines: [
      ['WARN', '[Warning] [MY-010055] [Server] «IP address %{client} could not be resolved»'],
      ['ERROR', '[ERROR] [MY-012592] [InnoDB] «Operating system error number 2 in a file operation»'],
      ['INFO', '[System] [MY-010931] [Server] «ready for connections on port %{port}»'],
    ],
  }),
  new TemplateFormat('mysql-general', 'general query log of MySQL', {
    frame: `${MICROS}\t   %{tid} %{line}`,
    lines: [
      ['INFO', `Query\t${SELECT}`, `Query ${SELECT}`],
      [
        'INFO',
        'Connect\t%{user}@%{client} on shop using TCP/IP',
        'Connect %{user}@%{client} on shop using TCP/IP',
      ],
    ],
  }),
  new TemplateFormat('mysql-slow', 'slow query log of MySQL, five lines a record', {
    frame: `# Time: ${MICROS}\n# User@Host: shop[shop] @ %{host} [%{client}]  Id:    %{tid}\n# Query_time: %{fraction}  Lock_time: 0.000031 Rows_sent: %{few}  Rows_examined: %{count}\nSET timestamp=%{time:X};\n«SELECT count(*) FROM %{thing};»`,
    lines: [['INFO', '']],
  }),
  new TemplateFormat('mongodb-text', 'MongoDB before 4.4', {
    frame: '%{time:YYYY-MM-DDTHH:mm:ss.fff}+0000 %{line}',
    lines: [
      ['INFO', 'I NETWORK  [conn%{count}] «end connection %{client}:%{port} (%{few} connections now open)»'],
      ['WARN', 'W STORAGE  [initandlisten] «journal flush of %{thing} took %{ms}ms»'],
      ['ERROR', 'E STORAGE  [thread%{few}] «cannot open %{thing}.wt»'],
    ],
  }),
  new TemplateFormat('redis', 'Redis and Valkey', {
    frame: '%{pid}:M %{time:DD MMM YYYY HH:mm:ss.fff} %{line}',
    lines: [
      ['INFO', '* «Background saving terminated with success»'],
      ['WARN', '# «WARNING overcommit_memory is set to 0!»'],
      ['DEBUG', '- «Accepted %{client}:%{port}»'],
    ],
  }),
  new TemplateFormat('cassandra', 'Cassandra', {
    frame:
      '%{level} [CompactionExecutor:%{few}] %{time:YYYY-MM-DD HH:mm:ss,fff} CompactionTask.java:%{lineno} - «Compacted %{few#2} sstables of %{thing} to 1»',
    levels: JAVA,
  }),
  new TemplateFormat('scylla', 'ScyllaDB', {
    frame:
      '%{level} %{time:YYYY-MM-DD HH:mm:ss,fff} [shard %{few}] compaction - «Compacting %{few#2} sstables of shop.%{thing}»',
    levels: JAVA,
  }),
  new TemplateFormat('clickhouse', 'ClickHouse', {
    frame: '%{time:YYYY.MM.DD HH:mm:ss.uuuuuu} [ %{tid} ] {%{uuid}} <%{level}> executeQuery: «%{line}»',
    levels: { DEBUG: 'Debug', INFO: 'Information', WARN: 'Warning', ERROR: 'Error' },
    lines: [
      ['DEBUG', `(from %{client}:%{port}) ${SELECT}`],
      ['INFO', 'Read %{count} rows, %{few}.00 MiB in %{fraction} sec.'],
      ['ERROR', 'Code: 60. DB::Exception: Table shop.%{thing} does not exist'],
    ],
  }),
  new TemplateFormat('couchdb', 'CouchDB', {
    frame: '[%{line}',
    lines: [
      [
        'INFO',
        'notice] %{time:YYYY-MM-DDTHH:mm:ss.uuuuuuZ} couchdb@%{server} <0.%{tid}.0> %{hex:5} «db.example.com:5984 %{client} %{user} GET /%{thing}/_all_docs 200 ok %{ms}»',
      ],
      [
        'ERROR',
        'error] %{time:YYYY-MM-DDTHH:mm:ss.uuuuuuZ} couchdb@%{server} <0.%{tid}.0> -------- «could not open %{thing}.couch»',
      ],
    ],
  }),
  new TemplateFormat('arangodb', 'ArangoDB', {
    frame:
      '%{time:YYYY-MM-DDTHH:mm:ssZ} [%{pid}] %{level} [%{hex:2}f] {%{pick:engines|cluster|queries}} «%{says}»',
    levels: { DEBUG: 'DEBUG', INFO: 'INFO', WARN: 'WARNING', ERROR: 'ERROR' },
  }),
  new TemplateFormat('solr', 'Solr', {
    frame: `${SPACE} %{level} (qtp2036775591-%{few}) [c:shop s:shard1 r:core_node2 x:shop_shard1_replica_n1] o.a.s.c.S.Request «webapp=/solr path=/select status=0 QTime=%{ms}»`,
    levels: JAVA,
  }),
  new TemplateFormat('ceph', 'Ceph', {
    frame: '%{time:YYYY-MM-DDTHH:mm:ss.uuuuuu}+0000 mon.ceph-%{few} (mon.0) %{count} : cluster %{line}',
    lines: [
      ['WARN', '[WRN] «Health check failed: %{few#2} osds down (OSD_DOWN)»'],
      ['INFO', '[INF] «osd.%{few#2} boot»'],
      ['ERROR', '[ERR] «scrub %{few#2}.1f errors»'],
    ],
  }),
  new TemplateFormat('sqlserver', 'Microsoft SQL Server', {
    frame: '%{time:YYYY-MM-DD HH:mm:ss.cc} spid%{tid}      «%{line}»',
    lines: [
      ['ERROR', 'Error: 5105, Severity: 16, State: %{few}.'],
      ['INFO', "Starting up database '%{thing}'."],
    ],
  }),
  new TemplateFormat('exim', "Exim's main log", {
    frame: '%{time:YYYY-MM-DD HH:mm:ss} [%{pid}] 1vIkXy-0001Ab-2C %{line}',
    lines: [
      [
        'INFO',
        '«<= %{email} H=mail.example.com [%{client}]:%{port} P=esmtps S=%{size} id=%{hex:4}@example.com T="Invoice %{count}" for bert@example.net»',
      ],
      ['INFO', '«=> bert@example.net R=dnslookup T=remote_smtp H=mx.example.net [%{server}] C="250 OK"»'],
      ['ERROR', '«** bert@example.net R=dnslookup T=remote_smtp: SMTP error from remote mail server»'],
    ],
  }),
  new TemplateFormat('csv', 'rows with a header above each', {
    frame:
      'time,level,host,message,bytes\n%{time:YYYY-MM-DDTHH:mm:ss.fffZ},%{level},%{host},"«%{says}»",%{size}',
  }),
  new TemplateFormat('windows-event', 'events of Windows as XML', {
    frame:
      '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="%{pick:Service Control Manager|Disk}"/><EventID>%{int:7000-7099}</EventID>%{line}<TimeCreated SystemTime="%{time:YYYY-MM-DDTHH:mm:ss.nnnnnnn}00Z"/><EventRecordID>%{count}</EventRecordID><Channel>System</Channel><Computer>%{host}.example.com</Computer></System><EventData><Data Name="param1">%{thing}</Data><Data Name="param2">running</Data></EventData></Event>',
    lines: [
      ['INFO', '<Level>4</Level>'],
      ['WARN', '<Level>3</Level>'],
      ['ERROR', '<Level>2</Level>'],
    ],
    message: '%{pick:Service Control Manager|Disk} event %{int:7000-7099}',
  }),
];
