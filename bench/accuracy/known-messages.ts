import type { Known } from './known.js';

const HEAD = 'what the head of the message names is in fields; it stays in the message, which is kept whole';
const OWN_WORDS =
  'an identifier among free words (an attempt, a query, a scan, a node), which each release words anew: the message is kept whole';
const NO_TRACE =
  'a stack trace of a notation that is not known (on one line, of C, of Erlang) stays in the message';
const JSON_MEMBERS =
  'another member, or a part of one: a JSON record of no vendor that is known keeps its members as they are';

/** What a tool takes out of a message, and why it is not taken out here. */
export const KNOWN_OF_MESSAGES: readonly Known[] = [
  {
    formats: /^dd:(?:activemq|hazelcast|hivemq|scylla|tenable|mysql|sqlserver|riak)$|^elasticsearch_server$/,
    fields: /(?:^|\.)message$|hivemq\.node$|scylla\.stream$|error\.kind$/,
    inRecord: true,
    why: HEAD,
  },
  {
    formats: /^dd:calico$|^dd:pgbouncer$/,
    fields: /message$/,
    inRecord: true,
    why: 'the pairs behind the words are in fields; they stay in the message, which is kept whole',
  },
  {
    formats: /^dd:calico$/,
    fields: /endpoint$/,
    want: /^\s*$/,
    why: 'a member with nothing in it is left out',
  },
  {
    formats: /^dd:(?:ambari|consul|mapreduce|nagios|presto|strimzi|tenable|vertica|yarn|couch)$/,
    fields: /./,
    inRecord: true,
    why: OWN_WORDS,
  },
  {
    formats: /^dd:(?:couch|druid|gunicorn|traffic_server)$/,
    fields: /^message$|error\.(?:kind|message|stack)$/,
    inRecord: true,
    why: NO_TRACE,
  },
  {
    formats: /^dd:argocd$/,
    fields: /./,
    inRecord: true,
    why: 'pairs within the text of `msg`: the text of a logfmt record is not read a second time',
  },
  {
    formats: /^dd:gitlab$/,
    fields: /process_status$/,
    inRecord: true,
    why: 'the first word of the message, which controller, status or path stand for',
  },
  {
    formats: /^dd:gitlab$/,
    fields: /action$|order\.|details$/,
    inRecord: true,
    why: 'JSON or parameters behind words of a message stay text',
  },
  {
    formats: /^dd:(?:boundary|ibm_ace|jmeter)$/,
    fields: /./,
    inRecord: true,
    why: JSON_MEMBERS,
  },
  {
    formats: /^dd:marklogic$/,
    fields: /http\.version$/,
    why: 'the request names no protocol of HTTP, so all behind the method is the path',
  },
  {
    formats: /^dd:mongo$/,
    fields: /statement$|planSummary\.params$|update\.raw$/,
    inRecord: true,
    why: "documents stay in the shell's own notation: the command's is `statement`, others stay in the message",
  },
  {
    formats: /^dd:nginx_ingress_controller$/,
    fields: /conditions$/,
    why: 'a list of objects is compared as a whole, and the tool leaves members that are null out of it',
  },
  {
    formats: /^dd:hive$|^dd:twemproxy$/,
    fields: /error\.message$/,
    inRecord: true,
    why: 'the error is what stands behind its kind; the message is kept whole',
  },
  {
    formats: /^dd:ibm_was$/,
    fields: /component$/,
    inRecord: true,
    why: 'the class of an exception is no component',
  },
  {
    formats: /^elasticsearch_server$/,
    fields: /index\.(?:id|name)$/,
    records: /controller\/\d+/,
    why: 'the tool takes the process of the machine learning controller for an index',
  },
  {
    formats: /^nats_/,
    fields: /^message$/,
    want: /^\{/,
    why: 'the options of CONNECT stay in the message, behind the command',
  },
  {
    formats: /^dd:airflow/,
    fields: /^message$/,
    inRecord: true,
    why: 'a line of a log within the message of another: the outer one is read',
  },
];
