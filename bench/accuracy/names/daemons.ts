import { type NameTable, skip } from './types.js';

/** Daemons of networks and security, whatever the tool. */
export const DAEMONS: readonly NameTable[] = [
  {
    formats: /^icinga_/,
    names: {
      'icinga.debug.facility': 'component',
      'icinga.main.facility': 'component',
      'icinga.startup.facility': 'component',
    },
  },
  {
    formats: /^santa_log/,
    names: {
      'certificate.common_name': 'cert_cn',
      'certificate.sha256': 'cert_sha256',
      'hash.sha256': 'sha256',
      'group.id': 'gid',
      'group.name': 'group',
      'user.id': 'uid',
      'process.start': 'timestamp',
      'process.args': {
        field: 'command',
        as: (value) => (typeof value === 'string' ? value.split(' ') : value),
      },
    },
  },
  {
    formats: /^dd:coredns/,
    names: {
      'dns.answer.size': 'bytes',
      'dns.buffer': 'buffer_bytes',
      'dns.flags.list': {
        field: 'response_flags',
        as: (value) => (typeof value === 'string' ? value.split(',') : value),
      },
      'dns.flags.rcode': 'response_code',
      'dns.id': 'query_id',
      'dns.protocol': 'protocol',
      'dns.question.class': 'query_class',
      'dns.question.name': 'query_name',
      'dns.question.size': 'request_bytes',
      'dns.question.type': 'query_type',
    },
  },
  { formats: /^dd:squid/, names: { 'squid.instance_name': 'process' } },
  {
    formats: /^metron:snort/,
    names: {
      sig_generator: 'generator_id',
      sig_id: 'signature_id',
      sig_rev: 'revision',
      ethsrc: 'source_mac',
      ethdst: 'destination_mac',
      ethlen: 'frame_length',
      tcpflags: 'tcp_flags',
      tcpseq: 'tcp_sequence',
      tcpack: 'tcp_acknowledgement',
      tcplen: 'tcp_length',
      tcpwindow: 'tcp_window',
      dgmlen: 'datagram_length',
      id: 'packet_id',
      iplen: 'ip_length',
      icmptype: 'icmp_type',
      icmpcode: 'icmp_code',
      icmpid: 'icmp_id',
      icmpseq: 'icmp_sequence',
      is_alert: skip('written by the tool'),
    },
  },
];
