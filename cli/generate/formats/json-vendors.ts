import { TemplateFormat } from '../templates/template-format.js';

const ISO = '%{time:YYYY-MM-DDTHH:mm:ss.fffZ}';
const ISO_SECONDS = '%{time:YYYY-MM-DDTHH:mm:ssZ}';
const REQUEST = '%{request} %{status}';

/** JSON in the members of many vendors, and its simpler relatives. */
export const JSON_VENDORS = [
  new TemplateFormat('azure', 'resource logs of Azure and Entra ID', {
    frame: `{"time":"%{time:YYYY-MM-DDTHH:mm:ss.nnnnnnnZ}","resourceId":"/SUBSCRIPTIONS/1/RESOURCEGROUPS/SHOP","category":"AppServiceConsoleLogs","operationName":"Site/Request","resultType":"Success","level":"%{level}","durationMs":%{ms},"callerIpAddress":"%{client}","properties":{"message":"«%{says}»"}}`,
    levels: { INFO: 'Informational', WARN: 'Warning', ERROR: 'Error' },
  }),
  new TemplateFormat('caddy-json', "Caddy's access log", {
    frame:
      '{"level":"info","ts":%{time:X.fff},"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"%{client}","remote_port":"%{port}","proto":"HTTP/2.0","method":"%{method}","host":"%{domain}","uri":"%{target}","headers":{"User-Agent":["%{agent}"]}},"bytes_read":0,"user_id":"","duration":%{seconds},"size":%{size},"status":%{status},"resp_headers":{}}',
    lines: [['status', '']],
    message: REQUEST,
  }),
  new TemplateFormat('cloudflare', "HTTP requests from Cloudflare's Logpush", {
    frame: `{"ClientIP":"%{client}","ClientRequestHost":"%{domain}","ClientRequestMethod":"%{method}","ClientRequestURI":"%{target}","EdgeResponseStatus":%{status},"EdgeResponseBytes":%{size},"EdgeStartTimestamp":"${ISO_SECONDS}","RayID":"%{hex:8}"}`,
    lines: [['status', '']],
    message: REQUEST,
  }),
  new TemplateFormat('cloudtrail', 'AWS CloudTrail', {
    frame: `{"eventVersion":"1.09","eventTime":"${ISO_SECONDS}","eventSource":"s3.amazonaws.com","eventName":"%{pick:GetObject|PutObject|ListBuckets}","awsRegion":"eu-central-1","sourceIPAddress":"%{client}","userAgent":"aws-cli/2.17","requestID":"%{hex:8}","eventID":"%{uuid}"%{line}}`,
    lines: [
      ['INFO', ''],
      [
        'ERROR',
        ',"errorCode":"AccessDenied","errorMessage":"%{user} may not read %{thing}"',
        '%{user} may not read %{thing}',
      ],
    ],
    message: '%{pick:GetObject|PutObject|ListBuckets}',
  }),
  new TemplateFormat('docker-json', "Docker's json-file driver", {
    frame:
      '{"log":"«%{says}»\\n","stream":"%{pick:stdout|stderr}","time":"%{time:YYYY-MM-DDTHH:mm:ss.NNNNNNNNNZ}","attrs":{"tag":"%{service}"}}',
    lines: [['INFO', '']],
  }),
  new TemplateFormat('gcp', 'Google Cloud', {
    frame: `{"insertId":"%{hex:6}","logName":"projects/shop/logs/run.googleapis.com%2Fstdout","resource":{"type":"cloud_run_revision","labels":{"service_name":"%{service}","location":"europe-west3"}},"severity":"%{level}","textPayload":"«%{says}»","timestamp":"%{time:YYYY-MM-DDTHH:mm:ss.NNNNNNNNNZ}"}`,
    levels: { DEBUG: 'DEBUG', INFO: 'INFO', WARN: 'WARNING', ERROR: 'ERROR' },
  }),
  new TemplateFormat('gelf', "Graylog's format", {
    frame:
      '{"version":"1.1","host":"%{host}","short_message":"«%{says}»","timestamp":%{time:X.fff},"level":%{level},"_user_id":%{count},"_app":"%{service}"}',
    levels: { DEBUG: '7', INFO: '6', WARN: '4', ERROR: '3' },
  }),
  new TemplateFormat('journald-json', "systemd's journal, as `journalctl -o json` has it", {
    frame:
      '{"__REALTIME_TIMESTAMP":"%{time:XXX}000","_HOSTNAME":"%{host}","PRIORITY":"%{level}","SYSLOG_IDENTIFIER":"%{service}","_PID":"%{pid}","MESSAGE":"«%{says}»"}',
    levels: { DEBUG: '7', INFO: '6', WARN: '4', ERROR: '3' },
  }),
  new TemplateFormat('kubernetes-audit', 'audit events of Kubernetes', {
    frame:
      '{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"%{uuid}","stage":"ResponseComplete","requestURI":"/api/v1/namespaces/shop/%{pick:pods|services|secrets}","verb":"%{pick:list|get|watch}","user":{"username":"%{user}"},"sourceIPs":["%{client}"],"responseStatus":{"code":%{status}},"requestReceivedTimestamp":"%{time:YYYY-MM-DDTHH:mm:ss.uuuuuuZ}"}',
    lines: [['status', '']],
    message: '%{pick:list|get|watch} /api/v1/namespaces/shop/%{pick:pods|services|secrets} %{status}',
  }),
  new TemplateFormat('mongodb', 'MongoDB 4.4 and later', {
    frame:
      '{"t":{"$date":"%{time:YYYY-MM-DDTHH:mm:ss.fff}+00:00"},"s":"%{level}","c":"STORAGE","id":%{int:20000-29999},"ctx":"conn%{count}","msg":"«%{line}»","attr":{"durationMillis":%{ms}}}',
    levels: { INFO: 'I', WARN: 'W', ERROR: 'E' },
    lines: [
      ['INFO', 'Slow query'],
      ['WARN', 'Slow flush'],
      ['ERROR', 'WiredTiger error'],
    ],
  }),
  new TemplateFormat('nextcloud', 'Nextcloud', {
    frame: `{"reqId":"%{hex:8}","level":%{level},"time":"%{time:YYYY-MM-DDTHH:mm:ss}+00:00","remoteAddr":"%{client}","user":"%{user}","app":"files","method":"%{method}","url":"/index.php","message":"«%{says}»","userAgent":"curl/8","version":"31.0.0"}`,
    levels: { DEBUG: '0', INFO: '1', WARN: '2', ERROR: '3' },
  }),
  new TemplateFormat('nginx-json', 'access lines of nginx in JSON', {
    frame:
      '{"time_iso8601":"%{time:YYYY-MM-DDTHH:mm:ss}+00:00","remote_addr":"%{client}","request":"%{request} HTTP/1.1","status":"%{status}","body_bytes_sent":"%{size}","request_time":"%{seconds}","http_user_agent":"%{agent}","upstream_addr":"%{server}:8080"}',
    lines: [['status', '']],
    message: REQUEST,
  }),
  new TemplateFormat('otel', "OpenTelemetry's data model", {
    frame:
      '{"Timestamp":"%{time:XXX}000000","SeverityText":"%{level}","Body":"«%{says}»","Resource":{"service.name":"%{service}","host.name":"%{host}"},"Attributes":{"user.id":%{count}},"TraceId":"%{hex:16}","SpanId":"%{hex:8}"}',
  }),
  new TemplateFormat('suricata', "Suricata's eve.json", {
    frame:
      '{"timestamp":"%{time:YYYY-MM-DDTHH:mm:ss.uuuuuu}+0000","flow_id":%{count},"event_type":"alert","src_ip":"%{client}","src_port":%{port},"dest_ip":"%{server}","dest_port":80,"proto":"TCP","alert":{"signature_id":2100498,%{line}}}',
    lines: [
      ['ERROR', '"signature":"«SCAN of %{thing}»","severity":1'],
      ['WARN', '"signature":"«GPL ATTACK_RESPONSE id check»","severity":2'],
      ['INFO', '"signature":"«SURICATA invalid checksum»","severity":3'],
    ],
  }),
  new TemplateFormat('traefik-json', "Traefik's access log", {
    frame: `{"ClientHost":"%{client}","ClientUsername":"-","DownstreamContentSize":%{size},"DownstreamStatus":%{status},"Duration":%{int:100000-90000000},"RequestHost":"%{domain}","RequestMethod":"%{method}","RequestPath":"%{target}","RequestProtocol":"HTTP/1.1","ServiceAddr":"%{server}:8080","level":"info","msg":"","time":"${ISO_SECONDS}"}`,
    lines: [['status', '']],
    message: REQUEST,
  }),
  new TemplateFormat('windows-event-json', 'Windows events as NXLog writes them', {
    frame:
      '{"EventTime":"%{time:YYYY-MM-DD HH:mm:ss}","Hostname":"%{host}","EventID":%{int:7000-7099},"Channel":"System","SourceName":"Service Control Manager","Severity":"%{level}","Message":"«The %{thing} service entered the stopped state.»"}',
    levels: { INFO: 'INFO', WARN: 'WARNING', ERROR: 'ERROR' },
  }),
  new TemplateFormat('logfmt', '`name=value` pairs', {
    frame: `time="${ISO}" level=%{level} msg="«%{says}»" service=%{service} user_id=%{count} duration_ms=%{ms}`,
    levels: { DEBUG: 'debug', INFO: 'info', WARN: 'warning', ERROR: 'error' },
  }),
  new TemplateFormat('ltsv', '`label:value` pairs with tabs between them', {
    frame:
      'time:%{time:YYYY-MM-DDTHH:mm:ss}+00:00\thost:%{client}\tlevel:%{level}\tapp:%{service}\tmessage:«%{says}»\tsize:%{size}',
  }),
];
