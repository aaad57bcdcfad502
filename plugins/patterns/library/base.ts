import type { Patterns } from './notation.js';

const raw = String.raw;

/*
 * The words that all others are made of. None has look-around, and none takes more than linear time by itself.
 */

export const BASE: Patterns = {
  // Words and numbers
  WORD: raw`\b\w+\b`,
  NOTSPACE: raw`\S+`,
  SPACE: raw`\s*`,
  DATA: raw`.*?`,
  GREEDYDATA: raw`.*`,
  INT: raw`[+-]?\d+`,
  POSINT: raw`\b[1-9]\d*\b`,
  NONNEGINT: raw`\b\d+\b`,
  BASE10NUM: raw`[+-]?(?:\d+(?:\.\d*)?|\.\d+)`,
  NUMBER: raw`%{BASE10NUM}`,
  BASE16NUM: raw`[+-]?(?:0[xX])?[0-9A-Fa-f]+`,
  BASE16FLOAT: raw`\b[+-]?(?:0[xX])?(?:[0-9A-Fa-f]+(?:\.[0-9A-Fa-f]*)?|\.[0-9A-Fa-f]+)\b`,
  QUOTEDSTRING: raw`(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|${'`'}(?:[^${'`'}\\]|\\.)*${'`'})`,
  QS: raw`%{QUOTEDSTRING}`,
  UUID: raw`[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}`,
  URN: raw`urn:[0-9A-Za-z][0-9A-Za-z-]{0,31}:(?:%[0-9A-Fa-f]{2}|[0-9A-Za-z()+,.:=@;$_!*'/?#-])+`,

  // Network
  IPV4: raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}`,
  IPV6: raw`[0-9A-Fa-f]{0,4}:[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]*(?:\.\d{1,3}){0,3}(?:%\w+)?`,
  IP: raw`(?:%{IPV4}|%{IPV6})`,
  HOSTNAME: raw`\b[0-9A-Za-z][0-9A-Za-z-]*(?:\.[0-9A-Za-z][0-9A-Za-z-]*)*\.?`,
  IPORHOST: raw`(?:%{IP}|%{HOSTNAME})`,
  HOSTPORT: raw`%{IPORHOST}:%{POSINT}`,
  CISCOMAC: raw`[0-9A-Fa-f]{4}(?:\.[0-9A-Fa-f]{4}){2}`,
  WINDOWSMAC: raw`[0-9A-Fa-f]{2}(?:-[0-9A-Fa-f]{2}){5}`,
  COMMONMAC: raw`[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}`,
  MAC: raw`(?:%{CISCOMAC}|%{WINDOWSMAC}|%{COMMONMAC})`,
  USERNAME: raw`[\w.-]+`,
  USER: raw`%{USERNAME}`,
  EMAILLOCALPART: raw`[\w!#$%&'*+/=?^${'`'}{|}~.-]{1,64}`,
  EMAILADDRESS: raw`%{EMAILLOCALPART}@%{HOSTNAME}`,

  // Paths
  UNIXPATH: raw`/[\w%!$@:.,+~/-]*`,
  WINPATH: raw`(?:[A-Za-z]:|\\)\\[^\\?*"<>|\r\n]*(?:\\[^\\?*"<>|\r\n]*)*`,
  PATH: raw`(?:%{UNIXPATH}|%{WINPATH})`,
  TTY: raw`/dev/(?:pts/\d+|tty\w*|\w+)`,
  URIPROTO: raw`[A-Za-z][A-Za-z0-9+.-]*`,
  URIHOST: raw`%{IPORHOST}(?::%{POSINT})?`,
  URIPATH: raw`/[\w$.+!*'(){},~:;=@#%&|/-]*`,
  URIQUERY: raw`[\w$.+!*'|(){},~@#%&/=:;?\[\]<>-]*`,
  URIPARAM: raw`\?%{URIQUERY}`,
  URIPATHPARAM: raw`%{URIPATH}(?:%{URIPARAM})?`,
  URI: raw`%{URIPROTO}://(?:%{USER}(?::[^@\s]*)?@)?(?:%{URIHOST})?(?:%{URIPATHPARAM})?`,

  // Times
  MONTH: raw`\b(?:Jan(?:uary)?|Feb(?:ruary)?|M(?:ar(?:ch)?|är(?:z)?|a[iy])|Apr(?:il)?|June?|July?|Aug(?:ust)?|Sep(?:tember)?|O(?:ct(?:ober)?|kt(?:ober)?)|Nov(?:ember)?|De(?:c(?:ember)?|z(?:ember)?))\b`,
  MONTHNUM: raw`(?:0?[1-9]|1[0-2])`,
  MONTHNUM2: raw`(?:0[1-9]|1[0-2])`,
  MONTHDAY: raw`(?:0[1-9]|[12]\d|3[01]|[1-9])`,
  DAY: raw`(?:Mon(?:day)?|Tue(?:sday)?|Wed(?:nesday)?|Thu(?:rsday)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)`,
  YEAR: raw`\d{2}(?:\d{2})?`,
  HOUR: raw`(?:2[0-3]|[01]?\d)`,
  MINUTE: raw`[0-5]\d`,
  SECOND: raw`(?:[0-5]?\d|60)(?:[:.,]\d+)?`,
  TIME: raw`%{HOUR}:%{MINUTE}:%{SECOND}`,
  ISO8601_TIMEZONE: raw`(?:Z|[+-]%{HOUR}(?::?%{MINUTE})?)`,
  ISO8601_SECOND: raw`%{SECOND}`,
  ISO8601_HOUR: raw`(?:2[0-3]|[01]\d)`,
  TIMESTAMP_ISO8601: raw`%{YEAR}-%{MONTHNUM}-%{MONTHDAY}[T ]%{HOUR}:?%{MINUTE}(?::?%{SECOND})?(?: ?%{ISO8601_TIMEZONE})?`,
  DATE_US: raw`%{MONTHNUM}[/-]%{MONTHDAY}[/-]%{YEAR}`,
  DATE_EU: raw`%{MONTHDAY}[./-]%{MONTHNUM}[./-]%{YEAR}`,
  DATE: raw`(?:%{DATE_US}|%{DATE_EU})`,
  DATESTAMP: raw`%{DATE}[- ]%{TIME}`,
  TZ: raw`[A-Z]{3,4}`,
  DATESTAMP_RFC822: raw`%{DAY} %{MONTH} %{MONTHDAY} %{YEAR} %{TIME} %{TZ}`,
  DATESTAMP_RFC2822: raw`%{DAY}, %{MONTHDAY} %{MONTH} %{YEAR} %{TIME} %{ISO8601_TIMEZONE}`,
  DATESTAMP_OTHER: raw`%{DAY} %{MONTH} %{MONTHDAY} %{TIME} %{TZ} %{YEAR}`,
  DATESTAMP_EVENTLOG: raw`\d{4}%{MONTHNUM2}%{MONTHDAY}%{ISO8601_HOUR}%{MINUTE}[0-5]\d`,
  HTTPDATE: raw`%{MONTHDAY}/%{MONTH}/%{YEAR}:%{TIME} %{INT}`,
  HTTPDERROR_DATE: raw`%{DAY} %{MONTH} %{MONTHDAY} %{TIME} %{YEAR}`,

  // Levels
  LOGLEVEL: raw`(?:[Tt]race|TRACE|[Dd]ebug|DEBUG|[Nn]otice|NOTICE|[Ii]nfo(?:rmation)?|INFO(?:RMATION)?|[Ww]arn(?:ing)?|WARN(?:ING)?|[Ee]rr(?:or)?|ERR(?:OR)?|[Cc]rit(?:ical)?|CRIT(?:ICAL)?|[Ff]atal|FATAL|[Ss]evere|SEVERE|[Aa]lert|ALERT|[Ee]merg(?:ency)?|EMERG(?:ENCY)?|[Pp]anic|PANIC)`,
};
