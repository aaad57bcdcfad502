import type { Patterns } from './notation.js';

const raw = String.raw;

/** Java, Ruby and their frameworks. */
export const APPLICATIONS: Patterns = {
  JAVACLASS: raw`[A-Za-z_$][\w$-]*(?:\.[A-Za-z_$][\w$-]*)*`,
  JAVAFILE: raw`[\w$. -]+`,
  JAVAMETHOD: raw`(?:<init>|<clinit>|[A-Za-z_$][\w$]*)`,
  JAVASTACKTRACEPART: raw`\s*at %{JAVACLASSPART:java.log.origin.class.name|class}\.%{JAVAMETHOD:log.origin.function|method}\(%{JAVAFILE:log.origin.file.name|file}(?::%{INT:log.origin.file.line:int|line})?\)`,
  JAVACLASSPART: raw`%{JAVACLASS}`,
  JAVATHREAD: raw`[A-Z]{2}-Processor\d+`,
  JAVALOGMESSAGE: raw`[\s\S]*`,
  CATALINA7_DATESTAMP: raw`%{MONTH} %{MONTHDAY}, \d{4} %{HOUR}:%{MINUTE}:%{SECOND} (?:AM|PM)`,
  CATALINA8_DATESTAMP: raw`%{MONTHDAY}-%{MONTH}-\d{4} %{HOUR}:%{MINUTE}:%{SECOND}`,
  CATALINA_DATESTAMP: raw`(?:%{CATALINA8_DATESTAMP}|%{CATALINA7_DATESTAMP})`,
  CATALINA7_LOG: raw`%{CATALINA7_DATESTAMP:timestamp} %{JAVACLASS:java.log.origin.class.name|class}(?: %{JAVAMETHOD:log.origin.function|method})?\s*(?:%{LOGLEVEL:log.level|level}: )?%{JAVALOGMESSAGE:message|logmessage}`,
  CATALINA8_LOG: raw`%{CATALINA8_DATESTAMP:timestamp} %{LOGLEVEL:log.level|level} \[%{DATA:java.log.origin.thread.name|thread}\] %{JAVACLASS:java.log.origin.class.name|class}\.%{JAVAMETHOD:log.origin.function|method} %{JAVALOGMESSAGE:message|logmessage}`,
  CATALINALOG: {
    v1: raw`(?:%{CATALINA8_LOG}|%{CATALINA7_LOG})`,
    legacy: raw`%{CATALINA_DATESTAMP:timestamp} %{JAVACLASS:class} %{JAVALOGMESSAGE:logmessage}`,
  },
  TOMCAT7_LOG: raw`%{CATALINA7_LOG}`,
  TOMCAT8_LOG: raw`%{CATALINA8_LOG}`,
  TOMCATLEGACY_DATESTAMP: raw`\d{4}-%{MONTHNUM2}-%{MONTHDAY} %{TIME} %{ISO8601_TIMEZONE}`,
  TOMCATLEGACY_LOG: raw`%{TOMCATLEGACY_DATESTAMP:timestamp} \| %{LOGLEVEL:log.level|level} \| %{JAVACLASS:java.log.origin.class.name|class} - %{JAVALOGMESSAGE:message|logmessage}`,
  TOMCAT_DATESTAMP: raw`(?:%{CATALINA_DATESTAMP}|%{TOMCATLEGACY_DATESTAMP})`,
  TOMCATLOG: raw`(?:%{TOMCAT8_LOG}|%{TOMCAT7_LOG}|%{TOMCATLEGACY_LOG})`,
  MAVEN_VERSION: raw`\d+(?:\.\d+){1,2}(?:[.-](?:RELEASE|SNAPSHOT))?`,

  // Ruby and Rails
  RUBY_LOGLEVEL: raw`(?:DEBUG|FATAL|ERROR|WARN|INFO)`,
  RUBY_LOGGER: raw`[DFEWI], \[%{TIMESTAMP_ISO8601:timestamp} #%{POSINT:process.pid:int|pid}\] +%{RUBY_LOGLEVEL:log.level|loglevel} -- +%{DATA:process.name|progname}: %{GREEDYDATA:message}`,
  RUUID: raw`[0-9A-Fa-f]{32}`,
  RCONTROLLER: raw`%{RCONTROLLERNAME:rails.controller.class|controller}#%{WORD:rails.controller.action|action}`,
  RCONTROLLERNAME: raw`[\w:]+`,
  RAILS3HEAD: raw`Started %{WORD:http.request.method|verb} "%{DATA:url.original|request}" for %{IPORHOST:source.address|clientip} at %{RAILS_TIMESTAMP:timestamp}`,
  RAILS_TIMESTAMP: raw`%{YEAR}-%{MONTHNUM}-%{MONTHDAY} %{HOUR}:%{MINUTE}:%{SECOND} %{ISO8601_TIMEZONE}`,
  RPROCESSING: raw`\s*Processing by %{RCONTROLLER} as %{NOTSPACE:rails.request.format|format}(?:\s+Parameters: \{%{DATA:rails.request.params|params}\}\s*)?`,
  RAILS3FOOT: raw`Completed %{POSINT:http.response.status_code:int|response}%{DATA} in %{NUMBER:rails.request.duration.total:float|totalms}ms(?: \(%{RAILS3PROFILE}\))?`,
  RAILS3PROFILE: raw`(?:Views: %{NUMBER:rails.request.duration.view:float|viewms}ms \| ActiveRecord: %{NUMBER:rails.request.duration.active_record:float|activerecordms}ms|ActiveRecord: %{NUMBER:rails.request.duration.active_record:float|activerecordms}ms)?`,
  RAILS3: raw`%{RAILS3HEAD}(?:\n%{RPROCESSING})?(?:\n%{RAILS_CONTEXT:rails.request.explain.original|context})?(?:\n%{RAILS3FOOT})?`,
  RAILS_CONTEXT: raw`[\s\S]*?`,
};
