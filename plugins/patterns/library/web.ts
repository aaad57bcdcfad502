import type { Patterns } from './notation.js';

const raw = String.raw;

/** Web servers, proxies and load balancers. */
export const WEB: Patterns = {
  HTTPDUSER: raw`(?:%{EMAILADDRESS}|%{USER})`,
  HTTPD_COMMONLOG: {
    v1: raw`%{IPORHOST:source.address} (?:-|%{HTTPDUSER:apache.access.user.identity}) (?:-|%{HTTPDUSER:user.name}) \[%{HTTPDATE:timestamp}\] "(?:%{WORD:http.request.method} %{NOTSPACE:url.original}(?: HTTP/%{NUMBER:http.version})?|%{DATA})" (?:-|%{INT:http.response.status_code:int}) (?:-|%{INT:http.response.body.bytes:int})`,
    legacy: raw`%{IPORHOST:clientip} %{HTTPDUSER:ident} %{HTTPDUSER:auth} \[%{HTTPDATE:timestamp}\] "(?:%{WORD:verb} %{NOTSPACE:request}(?: HTTP/%{NUMBER:httpversion})?|%{DATA:rawrequest})" (?:-|%{NUMBER:response}) (?:-|%{NUMBER:bytes})`,
  },
  HTTPD_COMBINEDLOG: {
    v1: raw`%{HTTPD_COMMONLOG} "(?:-|%{QUOTED_CONTENT:http.request.referrer})" "(?:-|%{QUOTED_CONTENT:user_agent.original})"`,
    legacy: raw`%{HTTPD_COMMONLOG} %{QS:referrer} %{QS:agent}`,
  },
  QUOTED_CONTENT: raw`(?:[^"\\]|\\.)*`,
  COMMONAPACHELOG: raw`%{HTTPD_COMMONLOG}`,
  COMBINEDAPACHELOG: raw`%{HTTPD_COMBINEDLOG}`,
  HTTPD20_ERRORLOG: raw`\[%{HTTPDERROR_DATE:timestamp}\] \[%{LOGLEVEL:log.level|loglevel}\] (?:\[client %{IPORHOST:source.address|clientip}\] )?%{GREEDYDATA:message}`,
  HTTPD24_ERRORLOG: raw`\[%{HTTPDERROR_DATE:timestamp}\] \[%{WORD:apache.error.module|module}?:%{LOGLEVEL:log.level|loglevel}\] \[pid %{POSINT:process.pid:int|pid}(?::tid %{INT:process.thread.id:int|tid})?\](?: \(%{POSINT:apache.error.proxy.error.code|proxy_errorcode}\)%{DATA:apache.error.proxy.error.message|proxy_message}:)?(?: \[client %{IPORHOST:source.address|clientip}(?::%{POSINT:source.port:int|clientport})?\])?(?: %{HTTPD_ERRORCODE:error.code|errorcode}:)? %{GREEDYDATA:message}`,
  HTTPD_ERRORCODE: raw`[A-Z]{1,4}\d+`,
  HTTPD_ERRORLOG: raw`(?:%{HTTPD20_ERRORLOG}|%{HTTPD24_ERRORLOG})`,

  // HAProxy
  HAPROXYTIME: raw`%{HOUR}:%{MINUTE}(?::%{SECOND})?`,
  HAPROXYDATE: raw`%{MONTHDAY}/%{MONTH}/%{YEAR}:%{HAPROXYTIME}(?:\.%{INT})?`,
  HAPROXYCAPTUREDREQUESTHEADERS: raw`[^}]*`,
  HAPROXYCAPTUREDRESPONSEHEADERS: raw`[^}]*`,
  HAPROXYURI: {
    v1: raw`(?:%{URIPROTO:url.scheme}://)?(?:%{USER:url.username}(?::[^@\s"]*)?@)?(?:%{IPORHOST:url.domain}(?::%{POSINT:url.port:int})?)?(?:%{URIPATH:url.path}(?:\?%{URIQUERY:url.query})?)?`,
    legacy: raw`(?:%{URIPROTO:http_proto}://)?(?:%{USER:http_user}(?::[^@\s"]*)?@)?(?:%{URIHOST:http_host})?(?:%{URIPATHPARAM:http_request})?`,
  },
  HAPROXYHTTPREQUESTLINE: raw`(?:<BADREQ>|%{WORD:http.request.method|http_verb} %{HAPROXYREQUEST:url.original|}(?: HTTP/%{NUMBER:http.version|http_version})?)`,
  HAPROXYREQUEST: raw`(?:\*|%{HAPROXYURI})[^\s"]*`,
  HAPROXYHTTPBASE: raw`%{IP:source.address|client_ip}:%{INT:source.port:int|client_port} \[%{HAPROXYDATE:haproxy.request_date|accept_date}\] %{NOTSPACE:haproxy.frontend_name|frontend_name} %{HAPROXYNAME:haproxy.backend_name|backend_name}/(?:%{HAPROXYNONE:|server_name}|%{NOTSPACE:haproxy.server_name|server_name}) (?:%{HAPROXYNONE:|time_request}|%{INT:haproxy.http.request.time_wait_ms:int|time_request})/(?:%{HAPROXYNONE:|time_queue}|%{INT:haproxy.total_waiting_time_ms:int|time_queue})/(?:%{HAPROXYNONE:|time_backend_connect}|%{INT:haproxy.connection_wait_time_ms:int|time_backend_connect})/(?:%{HAPROXYNONE:|time_backend_response}|%{INT:haproxy.http.request.time_wait_without_data_ms:int|time_backend_response})/%{NOTSPACE:haproxy.total_time_ms|time_duration} (?:%{HAPROXYNONE:|http_status_code}|%{INT:http.response.status_code:int|http_status_code}) %{INT:source.bytes:int|bytes_read} (?:%{HAPROXYNONE:|captured_request_cookie}|%{NOTSPACE:haproxy.http.request.captured_cookie|captured_request_cookie}) (?:%{HAPROXYNONE:|captured_response_cookie}|%{NOTSPACE:haproxy.http.response.captured_cookie|captured_response_cookie}) %{NOTSPACE:haproxy.termination_state|termination_state} %{INT:haproxy.connections.active:int|actconn}/%{INT:haproxy.connections.frontend:int|feconn}/%{INT:haproxy.connections.backend:int|beconn}/%{INT:haproxy.connections.server:int|srvconn}/%{INT:haproxy.connections.retries:int|retries} %{INT:haproxy.server_queue:int|srv_queue}/%{INT:haproxy.backend_queue:int|backend_queue} (?:\{%{HAPROXYCAPTUREDREQUESTHEADERS:haproxy.http.request.captured_headers|captured_request_headers}\} )?(?:\{%{HAPROXYCAPTUREDRESPONSEHEADERS:haproxy.http.response.captured_headers|captured_response_headers}\} )?"%{HAPROXYHTTPREQUESTLINE}"?`,
  HAPROXYNONE: raw`(?:-1|-|<NOSRV>)`,
  HAPROXYNAME: raw`[^\s/]+`,
  HAPROXYHEADER: raw`(?:%{SYSLOGTIMESTAMP:timestamp|syslog_timestamp}|%{TIMESTAMP_ISO8601:timestamp|timestamp8601}) %{IPORHOST:host.hostname|syslog_server} %{SYSLOGPROG}:`,
  HAPROXYHTTP: raw`%{HAPROXYHEADER} %{HAPROXYHTTPBASE}`,
  HAPROXYTCPBASE: raw`%{IP:source.address|client_ip}:%{INT:source.port:int|client_port} \[%{HAPROXYDATE:haproxy.request_date|accept_date}\] %{NOTSPACE:haproxy.frontend_name|frontend_name} %{HAPROXYNAME:haproxy.backend_name|backend_name}/(?:%{HAPROXYNONE:|server_name}|%{NOTSPACE:haproxy.server_name|server_name}) (?:%{HAPROXYNONE:|time_queue}|%{INT:haproxy.total_waiting_time_ms:int|time_queue})/(?:%{HAPROXYNONE:|time_backend_connect}|%{INT:haproxy.connection_wait_time_ms:int|time_backend_connect})/%{NOTSPACE:haproxy.total_time_ms|time_duration} %{INT:source.bytes:int|bytes_read} %{NOTSPACE:haproxy.termination_state|termination_state} %{INT:haproxy.connections.active:int|actconn}/%{INT:haproxy.connections.frontend:int|feconn}/%{INT:haproxy.connections.backend:int|beconn}/%{INT:haproxy.connections.server:int|srvconn}/%{INT:haproxy.connections.retries:int|retries} %{INT:haproxy.server_queue:int|srv_queue}/%{INT:haproxy.backend_queue:int|backend_queue}`,
  HAPROXYTCP: raw`%{HAPROXYHEADER} %{HAPROXYTCPBASE}`,

  // Squid
  SQUID3_STATUS: raw`(?:%{POSINT:http.response.status_code:int}|0|000)`,
  SQUID3: {
    v1: raw`%{NUMBER:timestamp} +%{NUMBER:squid.request.duration:int} %{IP:source.ip} %{WORD:event.action}/%{SQUID3_STATUS} %{INT:http.response.bytes:int} %{WORD:http.request.method} %{NOTSPACE:url.original} (?:-|%{NOTSPACE:user.name}) %{WORD:squid.hierarchy_code}/(?:-|%{IPORHOST:destination.address}) (?:-|%{NOTSPACE:http.response.mime_type})`,
    legacy: raw`%{NUMBER:timestamp} +%{NUMBER:duration} %{IP:client_address} %{WORD:cache_result}/%{NONNEGINT:status_code} %{NUMBER:bytes} %{WORD:request_method} %{NOTSPACE:url} (?:%{NOTSPACE:user}|-) %{WORD:hierarchy_code}/(?:%{IPORHOST:server}|-) %{NOTSPACE:content_type}`,
  },

  // Amazon
  S3_REQUEST_LINE: raw`(?:%{WORD:http.request.method|verb} %{NOTSPACE:url.original|request}(?: HTTP/%{NUMBER:http.version|httpversion})?)`,
  S3_ACCESS_LOG: {
    v1: raw`%{WORD:aws.s3access.bucket_owner} %{NOTSPACE:aws.s3access.bucket} \[%{HTTPDATE:timestamp}\] (?:-|%{IP:client.ip}) (?:-|%{NOTSPACE:client.user.id}) %{NOTSPACE:aws.s3access.request_id} %{NOTSPACE:aws.s3access.operation} (?:-|%{NOTSPACE:aws.s3access.key}) (?:-|"%{S3_REQUEST_LINE:aws.s3access.request_uri}"|"[^"]*") (?:-|%{INT:http.response.status_code:int}) (?:-|%{NOTSPACE:aws.s3access.error_code}) (?:-|%{INT:aws.s3access.bytes_sent:int}) (?:-|%{INT:aws.s3access.object_size:int}) (?:-|%{INT:aws.s3access.total_time:int}) (?:-|%{INT:aws.s3access.turn_around_time:int}) "(?:-|%{QUOTED_CONTENT:http.request.referrer})" "(?:-|%{QUOTED_CONTENT:user_agent.original})" (?:-|%{NOTSPACE:aws.s3access.version_id})(?: (?:-|%{NOTSPACE:aws.s3access.host_id}) (?:-|%{NOTSPACE:aws.s3access.signature_version}) (?:-|%{NOTSPACE:tls.cipher}) (?:-|%{NOTSPACE:aws.s3access.authentication_type}) (?:-|%{NOTSPACE:aws.s3access.host_header}) (?:-|%{NOTSPACE:aws.s3access.tls_version}))?`,
    legacy: raw`%{WORD:owner} %{NOTSPACE:bucket} \[%{HTTPDATE:timestamp}\] %{IP:clientip} %{NOTSPACE:requester} %{NOTSPACE:request_id} %{NOTSPACE:operation} %{NOTSPACE:key} (?:"%{S3_REQUEST_LINE}"|-|"[^"]*") (?:%{INT:response:int}|-) (?:-|%{NOTSPACE:error_code}) (?:%{INT:bytes:int}|-) (?:%{INT:object_size:int}|-) (?:%{INT:request_time_ms:int}|-) (?:%{INT:turnaround_time_ms:int}|-) (?:%{QS:referrer}|-) (?:"?%{QS:agent}"?|-) (?:-|%{NOTSPACE:version_id})`,
  },
  ELB_URIPATHQUERY: raw`%{URIPATH:url.path|path}(?:\?%{URIQUERY:url.query|params})?`,
  ELB_URI: {
    v1: raw`%{URIPROTO:url.scheme}://(?:%{USER:url.username}(?::[^@\s"]*)?@)?(?:%{IPORHOST:url.domain}(?::%{POSINT:url.port:int})?)?(?:%{ELB_URIPATHQUERY})?`,
    legacy: raw`%{URIPROTO:proto}://(?:%{USER}(?::[^@\s"]*)?@)?(?:%{ELB_URIHOST:urihost})?(?:%{ELB_URIPATHQUERY})?`,
  },
  ELB_URIHOST: { v1: raw`%{URIHOST}`, legacy: raw`%{IPORHOST}(?::%{POSINT:port})?` },
  ELB_REQUEST_LINE: raw`(?:%{WORD:http.request.method|verb} %{ELB_TARGET:url.original|request}(?: HTTP/%{NUMBER:http.version|httpversion})?)`,
  ELB_TARGET: raw`(?:%{ELB_URI})?[^\s"]*`,
  ELB_V1_HTTP_LOG: {
    v1: raw`%{TIMESTAMP_ISO8601:timestamp} %{NOTSPACE:aws.elb.name} %{IP:source.ip}:%{INT:source.port:int} (?:-|%{IP:aws.elb.backend.ip}:%{INT:aws.elb.backend.port:int}) (?:-1|%{NUMBER:aws.elb.request_processing_time.sec:float}) (?:-1|%{NUMBER:aws.elb.backend_processing_time.sec:float}) (?:-1|%{NUMBER:aws.elb.response_processing_time.sec:float}) %{INT:http.response.status_code:int} (?:-|%{INT:aws.elb.backend.http.response.status_code:int}) %{INT:http.request.body.bytes:int} %{INT:http.response.body.bytes:int} "%{ELB_REQUEST_LINE}"(?: "(?:-|%{QUOTED_CONTENT:user_agent.original})" (?:-|%{NOTSPACE:tls.cipher}) (?:-|%{NOTSPACE:aws.elb.ssl_protocol}))?`,
    legacy: raw`%{TIMESTAMP_ISO8601:timestamp} %{NOTSPACE:elb} %{IP:clientip}:%{INT:clientport:int} (?:%{IP:backendip}:%{INT:backendport:int}|-) %{NUMBER:request_processing_time:float} %{NUMBER:backend_processing_time:float} %{NUMBER:response_processing_time:float} %{INT:response:int} (?:%{INT:backend_response:int}|-) %{INT:received_bytes:int} %{INT:bytes:int} "%{ELB_REQUEST_LINE}"`,
  },
  ELB_ACCESS_LOG: raw`%{ELB_V1_HTTP_LOG}`,
  CLOUDFRONT_ACCESS_LOG: raw`%{CLOUDFRONT_TIME:timestamp}\t%{WORD:aws.cloudfront.x_edge_location|x_edge_location}\t(?:-|%{INT:destination.bytes:int|sc_bytes})\t%{IPORHOST:source.ip|clientip}\t%{WORD:http.request.method|cs_method}\t%{HOSTNAME:url.domain|cs_host}\t%{NOTSPACE:url.path|cs_uri_stem}\t(?:000|%{INT:http.response.status_code:int|sc_status})\t(?:-|%{NOTTAB:http.request.referrer|referrer})\t%{NOTTAB:user_agent.original|agent}\t(?:-|%{NOTTAB:url.query|cs_uri_query})\t(?:-|%{NOTTAB:aws.cloudfront.http.request.cookie|cookies})\t%{WORD:aws.cloudfront.x_edge_result_type|x_edge_result_type}\t%{NOTTAB:aws.cloudfront.x_edge_request_id|x_edge_request_id}\t%{HOSTNAME:aws.cloudfront.http.request.host|x_host_header}\t%{URIPROTO:network.protocol|cs_protocol}\t(?:-|%{INT:source.bytes:int|cs_bytes})\t%{NUMBER:aws.cloudfront.time_taken:float|time_taken}(?:\t(?:-|%{NOTTAB:network.forwarded_ip|x_forwarded_for})\t(?:-|%{NOTTAB:aws.cloudfront.ssl_protocol|ssl_protocol})\t(?:-|%{NOTTAB:tls.cipher|ssl_cipher})\t%{NOTTAB:aws.cloudfront.x_edge_response_result_type|x_edge_response_result_type})?`,
  CLOUDFRONT_TIME: raw`\d{4}-%{MONTHNUM2}-%{MONTHDAY}\t%{TIME}`,
  NOTTAB: raw`[^\t]+`,
};
