import type { Patterns } from './notation.js';

const raw = String.raw;

export const DATABASES: Patterns = {
  // Redis
  REDISTIMESTAMP: raw`%{MONTHDAY} %{MONTH}(?: \d{4})? %{TIME}`,
  REDISLOG: raw`\[%{POSINT:process.pid:int|pid}\] %{REDISTIMESTAMP:timestamp} [*.#-] ?%{GREEDYDATA:message|}`,
  REDISMONLOG: raw`%{NUMBER:timestamp} \[%{INT:redis.database.id|database} (?:%{IP:client.ip|client}:%{POSINT:client.port:int|port}|lua|unix:\S*)\] "%{WORD:redis.command.name|command}"(?: %{GREEDYDATA:redis.command.args|params})?`,

  // MongoDB
  MONGO_LOG: raw`%{SYSLOGTIMESTAMP:timestamp} \[%{WORD:mongodb.component|component}\] %{GREEDYDATA:message}`,
  MONGO_QUERY: raw`\{ .*? \}`,
  MONGO_WORDDASH: raw`\b[\w-]+\b`,
  MONGO_SLOWQUERY: raw`%{WORD:mongodb.profile.op|} %{MONGO_WORDDASH:mongodb.database|database}\.%{MONGO_WORDDASH:mongodb.collection|collection} %{WORD}: %{MONGO_QUERY:mongodb.query.original|query} %{WORD}:%{NONNEGINT:mongodb.profile.ntoreturn:int|ntoreturn} %{WORD}:%{NONNEGINT:mongodb.profile.ntoskip:int|ntoskip} %{WORD}:%{NONNEGINT:mongodb.profile.nscanned:int|nscanned}.*? nreturned:%{NONNEGINT:mongodb.profile.nreturned:int|nreturned}.*? %{INT:mongodb.profile.duration:int|duration}ms`,
  MONGO3_SEVERITY: raw`\w`,
  MONGO3_COMPONENT: raw`(?:%{WORD}|-)`,
  MONGO3_LOG: raw`%{TIMESTAMP_ISO8601:timestamp} %{MONGO3_SEVERITY:log.level|severity} (?:-|%{WORD:mongodb.component|component}) +(?:\[%{DATA:mongodb.context|context}\])? %{GREEDYDATA:message}`,

  // PostgreSQL
  POSTGRESQL: raw`%{DATESTAMP:timestamp} %{TZ:event.timezone} (?:%{DATA:user.name|user_id} )?(?:%{DATA:postgresql.log.connection_id|connection_id} )?%{POSINT:process.pid:int|pid}`,
};
