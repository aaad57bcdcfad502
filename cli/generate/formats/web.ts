import { TemplateFormat } from '../templates/template-format.js';

const CLF = '[%{time:DD/MMM/YYYY:HH:mm:ss} +0000]';
/** The message of every access log: the request and its status. */
const MESSAGE = '%{request} %{status}';

/** Web servers, proxies and load balancers. */
export const WEB = [
  new TemplateFormat('apache-error', "Apache's error log", {
    frame: '[%{time:ddd MMM DD HH:mm:ss.uuuuuu YYYY}] %{line}',
    lines: [
      [
        'ERROR',
        '[proxy:error] [pid %{pid}:tid %{int:139000-139999}] (111)Connection refused: [client %{client}:%{port}] AH00957: http: attempt to connect to %{server}:8080 (app) failed',
        '(111)Connection refused: AH00957: http: attempt to connect to %{server}:8080 (app) failed',
      ],
      [
        'ERROR',
        '[authz_core:error] [pid %{pid}:tid %{int:139000-139999}] [client %{client}:%{port}] «AH01630: client denied by server configuration: /srv/www/private»',
      ],
      [
        'INFO',
        '[mpm_event:notice] [pid %{pid}:tid %{int:139000-139999}] «AH00489: Apache/2.4.62 (Debian) configured -- resuming normal operations»',
      ],
      [
        'WARN',
        '[ssl:warn] [pid %{pid}:tid %{int:139000-139999}] «AH01909: %{domain}:443:0 server certificate does NOT include an ID which matches the server name»',
      ],
    ],
  }),
  new TemplateFormat('nginx-error', "nginx's error log", {
    frame: '%{time:YYYY/MM/DD HH:mm:ss} [%{level}] %{pid}#%{tid}: %{line}',
    levels: { FATAL: 'crit', ERROR: 'error', WARN: 'warn', INFO: 'notice' },
    lines: [
      [
        'ERROR',
        '*%{count} «connect() failed (111: Connection refused) while connecting to upstream», client: %{client}, server: %{domain}, request: "%{request} HTTP/1.1", upstream: "http://%{server}:8080%{target}", host: "%{domain}"',
      ],
      [
        'WARN',
        '*%{count} «an upstream response is buffered to a temporary file /var/cache/nginx/%{few}/%{few#2} while reading upstream», client: %{client}, server: %{domain}, request: "%{request} HTTP/2.0"',
      ],
      ['INFO', '«signal process started»'],
      [
        'FATAL',
        '*%{count} «SSL_do_handshake() failed (SSL: error:0A00006C) while SSL handshaking», client: %{client}, server: 0.0.0.0:443',
      ],
    ],
  }),
  new TemplateFormat('haproxy-http', "HAProxy's HTTP log, in syslog", {
    frame: `<134>%{time:MMM _D HH:mm:ss} gate-01 haproxy[%{pid}]: %{client}:%{port} [%{time:DD/MMM/YYYY:HH:mm:ss.fff}] www~ api/%{host} 0/0/%{few}/%{int:2-400}/%{int:410-900} %{status} %{size} - - ---- %{few#2}/%{few#3}/1/1/0 0/0 {%{domain}|curl/8.5.0} {} "%{request} HTTP/1.1"`,
    lines: [['status', '']],
    message: MESSAGE,
  }),
  new TemplateFormat('haproxy-tcp', "HAProxy's TCP log, in syslog", {
    frame:
      '<134>%{time:MMM _D HH:mm:ss} gate-01 haproxy[%{pid}]: «%{client}:%{port} [%{time:DD/MMM/YYYY:HH:mm:ss.fff}] db postgres/%{host} 0/%{few}/%{ms} %{size} -- %{few#2}/%{few#3}/1/1/0 0/0»',
    lines: [['INFO', '']],
    message: 'db postgres/%{host} --',
  }),
  new TemplateFormat('haproxy', 'what HAProxy says of its proxies and servers, in syslog', {
    frame: '<%{syslog:16}>%{time:MMM _D HH:mm:ss} gate-01 haproxy[%{pid}]: «%{line}»',
    lines: [
      [
        'WARN',
        'Server api/%{host} is DOWN, reason: Layer4 timeout, check duration: %{int:2000-2010}ms. %{few} active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.',
      ],
      [
        'INFO',
        'Server api/%{host} is UP, reason: Layer4 check passed, check duration: %{few}ms. %{few#2} active and 0 backup servers online. 0 sessions requeued, 0 total in queue.',
      ],
      ['INFO', 'Proxy www started.'],
    ],
  }),
  new TemplateFormat('envoy', "Envoy's access log", {
    frame:
      '[%{time:YYYY-MM-DDTHH:mm:ss.fffZ}] "%{request} HTTP/1.1" %{status} - %{int:0-900} %{size} %{int:400-900} %{int:2-390} "%{client}" "%{agent}" "%{uuid}" "%{domain}" "%{server}:8080"',
    lines: [['status', '']],
    message: MESSAGE,
  }),
  new TemplateFormat('traefik', "Traefik's access log", {
    frame: `%{client} - - ${CLF} "%{request} HTTP/1.1" %{status} %{size} "%{referrer}" "%{agent}" %{count} "%{thing}@docker" "http://%{server}:8080" %{ms}ms`,
    lines: [['status', '']],
    message: MESSAGE,
  }),
  new TemplateFormat('squid', "Squid's access log", {
    frame:
      '%{time:X.fff} %{ms} %{client} TCP_%{pick:MISS|HIT|REFRESH_UNMODIFIED}/%{status} %{size} GET http://%{domain}/%{thing}/%{few}.html - HIER_DIRECT/%{server} text/html',
    lines: [['status', '']],
    message: 'GET http://%{domain}/%{thing}/%{few}.html %{status}',
  }),
  new TemplateFormat('uwsgi', "uWSGI's request log", {
    frame:
      '[pid: %{pid}|app: 0|req: %{few}/%{count}] %{client} () {38 vars in %{int:500-900} bytes} [%{time:ddd MMM _D HH:mm:ss YYYY}] %{request} => generated %{size} bytes in %{ms} msecs (HTTP/1.1 %{status}) 4 headers in 188 bytes (1 switches on core 0)',
    lines: [['status', '']],
    message: MESSAGE,
  }),
  new TemplateFormat('w3c', 'extended log of IIS', {
    frame:
      '%{time:YYYY-MM-DD HH:mm:ss} %{server} GET /shop/%{thing}.aspx id=%{few} 443 - %{client} Mozilla/5.0+(X11;+Linux+x86_64) - %{status} 0 0 %{ms}',
    lines: [['status', '']],
    message: 'GET /shop/%{thing}.aspx?id=%{few} %{status}',
  }),
  new TemplateFormat('iis-httperr', 'error log of HTTP.sys (IIS)', {
    frame:
      '%{time:YYYY-MM-DD HH:mm:ss} %{client} %{port} %{server} 80 HTTP/1.1 GET /shop/%{thing}.aspx 503 1 %{pick:AppOffline|QueueFull|Disabled} ShopPool',
    lines: [['ERROR', '']],
    message: 'GET /shop/%{thing}.aspx %{pick:AppOffline|QueueFull|Disabled} 503',
  }),
  new TemplateFormat('caddy', 'what Caddy writes to a terminal', {
    frame: '%{time:YYYY/MM/DD HH:mm:ss.fff}\t%{level}\t%{line}',
    lines: [
      ['INFO', 'http.log\t«server running»\t{"name": "srv%{few}", "protocols": ["h1", "h2", "h3"]}'],
      ['WARN', 'tls\t«stapling OCSP»\t{"error": "no OCSP stapling for [%{domain}]"}'],
      [
        'ERROR',
        'http.handlers.reverse_proxy\t«aborting with incomplete response»\t{"upstream": "%{server}:8080", "duration": %{seconds}, "error": "reading: context canceled"}',
      ],
    ],
  }),
];
