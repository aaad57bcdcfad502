import type { Known } from './known.js';

/** Fields of single programs, by the tool's integration. */
export const KNOWN_OF_PROGRAMS: readonly Known[] = [
  {
    formats: /^dd:harbor$/,
    fields: /^message$/,
    want: /^(?:LOG:|\d+:M|time=|\d{4}[-/])/,
    why: "the head of the payload's own format (level, process, time) is in fields",
  },
  {
    formats: /^dd:harbor$/,
    fields: /^custom\.msg$/,
    want: /^\{"L"/,
    why: 'the text of a JSON payload beside its members',
  },
  {
    formats: /^dd:harbor$/,
    fields: /^custom\.pid$/,
    why: 'the process that the envelope names is pid; that of Redis stands in its metadata',
  },
  {
    formats: /^dd:harbor$/,
    fields: /^custom\.duration$/,
    why: 'members of a message that is JSON or a table keep their values as they are: text with a unit',
  },
  {
    formats: /^dd:ceph$/,
    fields: /subsystem$|address$/,
    why: "the entity and its address stay in the message's head as the cluster writes them",
  },
  {
    formats: /^dd:pgbouncer$/,
    fields: /^custom\.db\.(?:user|instance)$/,
    want: /^\(no/,
    why: 'a peer without a user or a database has none with us',
  },
  {
    formats: /^dd:mysql$/,
    fields: /^custom\.db\.user$/,
    want: /\[/,
    why: 'the tool keeps user and login in one; ours is the user',
  },
  {
    formats: /^dd:mysql$/,
    fields: /errno$|Errno$/,
    want: /^0$/,
    why: 'an error number of 0 is left out: there was none',
  },
  {
    formats: /^elasticsearch_server$/,
    fields: /^message$/,
    want: /\n/,
    why: 'the stack trace is in stack_trace, not in the message',
  },
  {
    formats: /^dd:strimzi$/,
    fields: /^(?:message|custom\.logger\.name)$/,
    why: 'the tool takes the thread for the logger and leaves the class in the message',
  },
  {
    formats: /^dd:envoy$/,
    fields: /upstream_host$|response\.flags$/,
    why: 'the tool takes several columns for one where the line has more of them than it knows',
  },
  {
    formats: /^dd:ambari$|^dd:cassandra$/,
    fields: /logger\.name$/,
    want: /:\d+$/,
    why: 'the number of the line is in line',
  },
  {
    formats: /^dd:cassandra$/,
    fields: /cassandra\.bytes$/,
    why: 'the size keeps its unit, MiB; the tool takes that for a million bytes',
  },
  {
    formats: /^haproxy_log$/,
    fields: /captured_headers$/,
    why: 'headers that are empty stay in the list, whose places say which header each is',
  },
  {
    formats: /^haproxy_log$/,
    fields: /haproxy\.mode$/,
    why: "a word of the frontend's part of a message that is kept whole",
  },
  {
    formats: /^elasticsearch_slowlog$/,
    fields: /slowlog\.type$/,
    want: /^_doc$/,
    why: 'the record has two of the name; the outer one counts',
  },
  {
    formats: /^elasticsearch_audit$/,
    fields: /request\.body/,
    why: 'the body stays as it is written, with its escapes',
  },
  {
    formats: /^dd:rabbitmq$|^dd:kafka$|^mysql_error$/,
    fields: /^message$/,
    why: 'what stands before the text (process, component, program) is in fields',
  },
  {
    formats: /^dd:marklogic$/,
    fields: /http\.url/,
    why: 'the request names no protocol of HTTP, so all behind the method is the path',
  },
  {
    formats: /^auditd_log$/,
    fields: /process\.args$|architecture$/,
    why: 'the tool takes the command apart and translates the number of the architecture',
  },
  {
    formats: /^system_auth$/,
    fields: /^(?:user|group)\.|useradd\./,
    why: 'useradd and groupadd: the message is kept whole',
  },
  {
    formats: /^logstash_slowlog$/,
    fields: /plugin_params$|slowlog\.event$/,
    why: "objects in Ruby's notation stay in the message, which is kept whole",
  },
  {
    formats: /^iis_access$/,
    fields: /(?:source|destination)\.address$/,
    want: /^[\d.]+$/,
    why: 'a record that a web page has put links into: the column is kept as it is',
  },
  {
    formats: /^dd:t(?:wemproxy|raffic_server)$/,
    fields: /level$/,
    why: 'the tool judges by the words of the message; ours is the level of the record, or none',
  },
  {
    formats: /^dd:tomcat$/,
    fields: /logger\.name$/,
    want: /\.start$/,
    why: 'the method is in a field of its own',
  },
  {
    formats: /^dd:tomcat$/,
    fields: /gc\.action$/,
    why: 'the comma behind the word is no part of it',
  },
  {
    formats: /^dd:tenable$/,
    fields: /evt\.name$/,
    why: 'a name that the tool makes up',
  },
  {
    formats: /^dd:squid$/,
    fields: /headers/,
    why: 'what the format of the log appends is extra',
  },
  {
    formats: /^dd:sidekiq$/,
    fields: /thread_id$/,
    want: /^TID-/,
    why: 'without the letters that say what it is',
  },
  {
    formats: /^dd:presto$/,
    fields: /logger\./,
    why: 'the tool has thread and logger the other way round',
  },
  {
    formats: /^dd:presto$/,
    fields: /_time$|duration$/,
    why: 'times with their units among free words: the message is kept whole',
  },
  {
    formats: /^dd:marathon$/,
    fields: /thread_name$/,
    why: "the thread's name is what stands between the brackets, with its state",
  },
  {
    formats: /^dd:iis$/,
    fields: /client\.port$/,
    want: /^80$/,
    why: "the column is the server's port",
  },
  {
    formats: /^dd:ibm_ace$/,
    fields: /^message$/,
    why: 'the tool joins two members; each has its own field',
  },
  {
    formats: /^dd:gunicorn$|^dd:druid$|^dd:confluent/,
    fields: /error\.message$/,
    why: 'the tool cuts the message out of the stack trace',
  },
  {
    formats: /^dd:gitlab$/,
    fields: /duration$/,
    why: 'elapsed_s, as the record has it',
  },
  {
    formats: /^dd:elastic$/,
    fields: /elasticsearch\.(?:operation|index)$/,
    why: 'the index has its name and its id in two fields; the operation is the end of the logger',
  },
  {
    formats: /^dd:azure/,
    fields: /^message$/,
    why: 'the message is the name of the operation',
  },
  {
    formats: /^dd:cockroachdb$/,
    fields: /^message$/,
    why: 'the tags before the text are in a field',
  },
  {
    formats: /^nginx_error$/,
    fields: /^message$/,
    want: /^(?:limiting|delaying) requests$/,
    why: 'the text of the error goes on to how much and by which zone, which are fields, too',
  },
];
