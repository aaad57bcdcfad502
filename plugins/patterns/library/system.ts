import type { Patterns } from './notation.js';

const raw = String.raw;

/** Syslog and what systems and their services write through it. */
export const SYSTEM: Patterns = {
  PROG: raw`[^\s\[\]:]+`,
  SYSLOGTIMESTAMP: raw`%{MONTH} +%{MONTHDAY} %{TIME}`,
  SYSLOGPROG: raw`%{PROG:process.name|program}(?:\[%{POSINT:process.pid:int|pid}\])?`,
  SYSLOGHOST: raw`%{IPORHOST}`,
  SYSLOGFACILITY: raw`<%{NONNEGINT:log.syslog.facility.code:int|facility}\.%{NONNEGINT:log.syslog.priority:int|priority}>`,
  SYSLOGBASE: raw`%{SYSLOGTIMESTAMP:timestamp} (?:%{SYSLOGFACILITY} )?%{SYSLOGHOST:host.hostname|logsource} +%{SYSLOGPROG}:`,
  SYSLOGBASE2: raw`(?:%{SYSLOGTIMESTAMP:timestamp}|%{TIMESTAMP_ISO8601:timestamp|timestamp8601}) (?:%{SYSLOGFACILITY} )?(?:%{SYSLOGHOST:host.hostname|logsource} +)?(?:%{SYSLOGPROG}:)?`,
  SYSLOGLINE: raw`%{SYSLOGBASE2} ?%{GREEDYDATA:message}`,
  SYSLOGPAMSESSION: raw`%{SYSLOGBASE} (?:pam_unix\(|)%{DATA:system.auth.pam.module|pam_module}\(%{DATA:system.auth.pam.origin|pam_caller}\): session %{WORD:system.auth.pam.session_state|pam_session_state} for user %{USERNAME:user.name|username}(?: by %{GREEDYDATA:|pam_by})?`,
  CRON_ACTION: raw`[A-Z ]+`,
  CRONLOG: raw`%{SYSLOGBASE} \(%{USER:user.name|user}\) %{CRON_ACTION:system.cron.action|action} \(%{DATA:message}\)`,
  SYSLOG5424PRINTASCII: raw`[!-~]+`,
  SYSLOG5424PRI: raw`<%{NONNEGINT:log.syslog.priority:int|syslog5424_pri}>`,
  SYSLOG5424SD: raw`(?:\[[^\]"\\]*(?:"(?:[^"\\]|\\.)*"[^\]"\\]*)*\])+`,
  SYSLOG5424BASE: raw`%{SYSLOG5424PRI}%{NONNEGINT:system.syslog.version|syslog5424_ver} +(?:-|%{TIMESTAMP_ISO8601:timestamp|syslog5424_ts}) +(?:-|%{IPORHOST:host.hostname|syslog5424_host}) +(?:-|%{SYSLOG5424PRINTASCII:process.name|syslog5424_app}) +(?:-|%{POSINT:process.pid:int|syslog5424_proc}|%{SYSLOG5424PRINTASCII:system.syslog.procid|syslog5424_proc}) +(?:-|%{SYSLOG5424PRINTASCII:event.code|syslog5424_msgid}) +(?:-|%{SYSLOG5424SD:system.syslog.structured_data|syslog5424_sd})`,
  SYSLOG5424LINE: raw`%{SYSLOG5424BASE} +%{GREEDYDATA:message|syslog5424_msg}`,

  // BIND
  BIND9_TIMESTAMP: raw`%{MONTHDAY}-%{MONTH}-%{YEAR} %{TIME}`,
  BIND9_DNSTYPE: raw`[A-Z][A-Z0-9-]*`,
  BIND9_CATEGORY: raw`(?:queries|query-errors)`,
  BIND9_QUERYLOGBASE: raw`client(?: @0x[0-9a-f]+)? %{IP:client.ip|clientip}#%{POSINT:client.port:int|clientport} \(%{NOTSPACE:bind.log.question.name|query}\): (?:view \S+: )?query: %{NOTSPACE:dns.question.name|query} %{WORD:dns.question.class|querytype} %{BIND9_DNSTYPE:dns.question.type|recordtype} %{NOTSPACE:bind.log.question.flags|flags} \(%{IP:server.ip|dns}\)`,
  BIND9_QUERYLOG: raw`%{BIND9_TIMESTAMP:timestamp} (?:%{BIND9_CATEGORY:bind.log.category|category}: )?(?:%{LOGLEVEL:log.level|loglevel}: )?%{BIND9_QUERYLOGBASE}`,
  BIND9: raw`%{BIND9_QUERYLOG}`,

  // Bacula
  BACULA_TIMESTAMP: raw`%{MONTHDAY}-%{MONTH}(?:-%{YEAR})? %{HOUR}:%{MINUTE}`,
  BACULA_HOST: raw`[\w.-]+`,
  BACULA_VOLUME: raw`%{USER}`,
  BACULA_DEVICE: raw`%{USER}`,
  BACULA_DEVICEPATH: raw`%{UNIXPATH}`,
  BACULA_CAPACITY: raw`%{INT}(?:,%{INT})*`,
  BACULA_VERSION: raw`[\w.-]+`,
  BACULA_JOB: raw`[\w.-]+`,
  BACULA_LOG_CANCELLING: raw`Cancelling duplicate JobId=%{INT:bacula.job.other_id|}\.`,
  BACULA_LOG_MARKCANCEL: raw`JobId %{INT:bacula.job.id|jobid}, Job %{BACULA_JOB:bacula.job.name|job} marked to be canceled\.`,
  BACULA_LOG_DUPLICATE: raw`Fatal [Ee]rror: JobId %{INT:bacula.job.other_id|duplicate} already running\. Duplicate job not allowed\.`,
  BACULA_LOG_JOBEND: raw`Job write elapsed time = %{DATA:bacula.job.elapsed_time|elapsed}, Transfer rate = %{NUMBER:bacula.job.transfer_rate|} (?:[KMG]?B|bytes)/[Ss]econd`,
  BACULA_LOG_JOB: raw`(?:Error: )?Bacula %{BACULA_HOST:bacula.hostname|} %{BACULA_VERSION:bacula.version|} \(%{BACULA_VERSION}\):`,
  BACULA_LOG_STARTJOB: raw`Start Backup JobId %{INT}, Job=%{BACULA_JOB:bacula.job.name|job}`,
  BACULA_LOG_STARTRESTORE: raw`Start Restore Job %{BACULA_JOB:bacula.job.name|job}`,
  BACULA_LOG_NEWVOLUME: raw`Created new Volume "%{BACULA_VOLUME:bacula.volume.name|volume}" in catalog\.`,
  BACULA_LOG_MAXSTART: raw`Fatal [Ee]rror: Job canceled because max start delay time exceeded\.`,
  BACULA_LOG_NOJOBS: raw`There are no more Jobs associated with Volume "%{BACULA_VOLUME:bacula.volume.name|volume}"\. Marking it purged\.`,
  BACULA_LOG_ENDVOLUME: raw`End of medium on Volume "%{BACULA_VOLUME:bacula.volume.name|volume}" Bytes=%{BACULA_CAPACITY:bacula.volume.bytes|} Blocks=%{BACULA_CAPACITY:bacula.volume.blocks|} at %{BACULA_TIMESTAMP:bacula.timestamp|}\.`,
  BACULA_LOG: raw`%{BACULA_TIMESTAMP:timestamp|bts} %{BACULA_HOST:bacula.hostname|hostname}(?: JobId %{INT:bacula.job.id|jobid})?:? (?:%{BACULA_LOG_CANCELLING}|%{BACULA_LOG_MARKCANCEL}|%{BACULA_LOG_DUPLICATE}|%{BACULA_LOG_JOBEND}|%{BACULA_LOG_JOB}|%{BACULA_LOG_STARTJOB}|%{BACULA_LOG_STARTRESTORE}|%{BACULA_LOG_NEWVOLUME}|%{BACULA_LOG_MAXSTART}|%{BACULA_LOG_NOJOBS}|%{BACULA_LOG_ENDVOLUME})`,
  BACULA_LOGLINE: raw`%{BACULA_LOG}`,

  // MCollective
  MCOLLECTIVE: raw`[A-Z], \[%{TIMESTAMP_ISO8601:timestamp} #%{POSINT:process.pid:int|pid}\] +%{LOGLEVEL:log.level|event_level}`,
  MCOLLECTIVEAUDIT: raw`%{TIMESTAMP_ISO8601:timestamp}:`,

  // Exim
  EXIM_MSGID: raw`\w{6}-\w{6}-\w{2}`,
  EXIM_FLAGS: raw`(?:<=|[-=*]>|\*\*|==|<>|>>)`,
  EXIM_DATE: {
    v1: raw`\d{4}-%{MONTHNUM2}-%{MONTHDAY} %{TIME}`,
    legacy: raw`(?<exim_year>\d{4})-%{MONTHNUM2:exim_month}-%{MONTHDAY:exim_day} %{TIME:exim_time}`,
  },
  EXIM_PID: raw`\[%{POSINT:process.pid:int|pid}\]`,
  EXIM_QT: raw`(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?`,
  EXIM_REMOTE_HOST: raw`H=(?:%{NOTSPACE:source.address|remote_hostname} )?(?:\(%{NOTSPACE:exim.log.remote_address|remote_heloname}\) )?\[%{IP:source.ip|remote_host}\](?::%{POSINT:source.port:int|remote_port})?`,
  EXIM_INTERFACE: raw`I=\[%{IP:destination.ip|exim_interface}\](?::%{NUMBER:destination.port:int|exim_interface_port})?`,
  EXIM_PROTOCOL: raw`P=%{NOTSPACE:network.protocol|protocol}`,
  EXIM_MSG_SIZE: raw`S=%{NUMBER:exim.log.message.size:int|exim_msg_size}`,
  EXIM_HEADER_ID: raw`id=%{NOTSPACE:exim.log.header_id|exim_header_id}`,
  EXIM_QUOTED_CONTENT: raw`(?:\\.|[^\\"])*`,
  EXIM_SUBJECT: {
    v1: raw`T="%{EXIM_QUOTED_CONTENT:exim.log.message.subject}"`,
    legacy: raw`T=%{QS:exim_subject}`,
  },
  EXIM_UNKNOWN_FIELD: raw`[A-Za-z0-9]{1,4}=(?:%{QUOTEDSTRING}|%{NOTSPACE})`,
  EXIM_NAMED_FIELDS: raw`(?: (?:%{EXIM_REMOTE_HOST}|%{EXIM_INTERFACE}|%{EXIM_PROTOCOL}|%{EXIM_MSG_SIZE}|%{EXIM_HEADER_ID}|%{EXIM_SUBJECT}|%{EXIM_UNKNOWN_FIELD}))*`,
  EXIM_ADDRESS: raw`[^\s<>]+`,
  EXIM_MESSAGE_ARRIVAL: raw`%{EXIM_DATE:timestamp}(?: %{EXIM_PID})? %{EXIM_MSGID:exim.log.message.id|exim_msgid} %{EXIM_FLAGS:exim.log.flags|exim_flags} (?:<>|%{NOTSPACE:exim.log.sender.email|exim_sender_email})%{EXIM_NAMED_FIELDS}(?: from <?%{EXIM_ADDRESS:exim.log.sender.original|exim_sender_original}>?)?(?: for %{NOTSPACE:exim.log.recipient.email|exim_recipient_email})?`,
  EXIM: raw`%{EXIM_MESSAGE_ARRIVAL}`,
};
