import type { Patterns } from './notation.js';

const raw = String.raw;

/** Packet filters of Linux, Juniper and NetScreen. */
export const FIREWALLS: Patterns = {
  NETSCREENSESSIONLOG: raw`%{SYSLOGTIMESTAMP:timestamp|date} %{IPORHOST:observer.hostname|device} %{NOTSPACE:observer.name|}: %{NETSCREEN_PRODUCT:observer.product|} device_id=%{WORD:netscreen.device_id|device_id} +(?:\[[^\]]*\])?system-\w+-%{NONNEGINT:event.code|}(?:\(%{WORD:netscreen.session.type|}\))?: start_time=%{NETSCREEN_TIME} duration=%{INT:netscreen.session.duration:int|duration} policy_id=%{INT:netscreen.policy_id|policy_id} service=%{NETSCREEN_SERVICE:netscreen.service|service} proto=%{INT:netscreen.protocol_number:int|proto} src zone=%{WORD:observer.ingress.zone|src_zone} dst zone=%{WORD:observer.egress.zone|dst_zone} action=%{WORD:event.action|action} sent=%{INT:source.bytes:int|sent} rcvd=%{INT:destination.bytes:int|rcvd} src=%{IPORHOST:source.address|src_ip} dst=%{IPORHOST:destination.address|dst_ip}(?: src_port=%{INT:source.port:int|src_port} dst_port=%{INT:destination.port:int|dst_port})?(?: src-xlated ip=%{IP:source.nat.ip|src_xlated_ip} port=%{INT:source.nat.port:int|src_xlated_port} dst-xlated ip=%{IP:destination.nat.ip|dst_xlated_ip} port=%{INT:destination.nat.port:int|dst_xlated_port})?(?: session_id=%{INT:netscreen.session.id|session_id})?(?: reason=%{GREEDYDATA:netscreen.session.reason|reason})?`,
  NETSCREEN_SERVICE: raw`(?:%{WORD:network.protocol|}|.*?)`,
  NETSCREEN_PRODUCT: 'NetScreen',
  NETSCREEN_TIME: {
    v1: raw`"%{QUOTED_CONTENT:netscreen.session.start_time}"`,
    legacy: raw`%{QUOTEDSTRING:start_time}`,
  },

  // Juniper SRX
  RT_FLOW_TAG: raw`RT_FLOW_SESSION_\w+`,
  RT_FLOW_EVENT: raw`RT_FLOW_SESSION_(?:CREATE|CLOSE|DENY)`,
  RT_FLOW_ADDRESSES: raw`%{IP:source.ip|src-ip}/%{INT:source.port:int|src-port}->%{IP:destination.ip|dst-ip}/%{INT:destination.port:int|dst-port} %{NOTSPACE:juniper.srx.service_name|service}`,
  RT_FLOW_NAT: raw`%{IP:source.nat.ip|nat-src-ip}/%{INT:source.nat.port:int|nat-src-port}->%{IP:destination.nat.ip|nat-dst-ip}/%{INT:destination.nat.port:int|nat-dst-port} (?:(?:None|N/A)|%{NOTSPACE:juniper.srx.src_nat_rule_name|src-nat-rule-name}) (?:(?:None|N/A)|%{NOTSPACE:juniper.srx.dst_nat_rule_name|dst-nat-rule-name})`,
  RT_FLOW_POLICY: raw`%{NOTSPACE:rule.name|policy-name} %{NOTSPACE:observer.ingress.zone|from-zone} %{NOTSPACE:observer.egress.zone|to-zone}`,
  RT_FLOW1: raw`%{RT_FLOW_TAG:juniper.srx.tag|event}: %{RT_REASON:juniper.srx.reason|close-reason}: %{RT_FLOW_ADDRESSES} %{RT_FLOW_NAT} %{INT:network.iana_number|protocol-id} %{RT_FLOW_POLICY} %{INT:juniper.srx.session_id|session-id} \d+\(%{INT:source.bytes:int|sent}\) \d+\(%{INT:destination.bytes:int|received}\) %{INT:juniper.srx.elapsed_time:int|elapsed-time}.*`,
  RT_FLOW2: raw`%{RT_FLOW_TAG:juniper.srx.tag|event}: session created %{RT_FLOW_ADDRESSES} %{RT_FLOW_NAT} %{INT:network.iana_number|protocol-id} %{RT_FLOW_POLICY} %{INT:juniper.srx.session_id|session-id}.*`,
  RT_FLOW3: raw`%{RT_FLOW_TAG:juniper.srx.tag|event}: session denied %{RT_FLOW_ADDRESSES} %{INT:network.iana_number|protocol-id}\(\d+\) %{RT_FLOW_POLICY}.*`,
  RT_REASON: raw`[^:]+`,

  // Linux: what the kernel writes about a packet
  NETFILTERMAC: {
    v1: raw`%{MAC:destination.mac}:%{MAC:source.mac}:\w{2}:\w{2}`,
    legacy: raw`%{MAC:nf_dst_mac}:%{MAC:nf_src_mac}:\w{2}:\w{2}`,
  },
  BASE16NUM_DIGITS: raw`[0-9A-Fa-f]+`,
  IPTABLES_TOS: { v1: raw`0x%{BASE16NUM_DIGITS:iptables.tos}`, legacy: raw`%{BASE16NUM:nf_tos}` },
  IPTABLES_PREC: {
    v1: raw`0x%{BASE16NUM_DIGITS:iptables.precedence_bits}`,
    legacy: raw`%{BASE16NUM:nf_prec}`,
  },
  IPTABLES_TCP_FLAGS: raw`(?:[A-Z]+ )+`,
  IPTABLES_IP: raw`(?:SRC=%{IP:source.ip|nf_src_ip} DST=%{IP:destination.ip|nf_dst_ip} LEN=%{INT:iptables.length:int|nf_len} (?:TOS=%{IPTABLES_TOS} PREC=%{IPTABLES_PREC} TTL=%{INT:iptables.ttl:int|nf_ttl} ID=%{INT:iptables.id|nf_id}(?: %{IPTABLES_FRAGMENT:iptables.fragment_flags|})?(?: FRAG:%{INT:iptables.fragment_offset:int|})?|TC=%{INT:iptables.traffic_class|} HOPLIMIT=%{INT:iptables.ttl:int|} FLOWLBL=%{INT:iptables.flow_label|}))`,
  IPTABLES_FRAGMENT: raw`(?:CE|DF|MF)(?: (?:CE|DF|MF))*`,
  IPTABLES_PROTO: raw`PROTO=%{WORD:network.transport|nf_protocol}(?: SPT=%{INT:source.port:int|nf_src_port} DPT=%{INT:destination.port:int|nf_dst_port})?(?: WINDOW=%{INT:iptables.tcp.window:int|} RES=0x%{BASE16NUM_DIGITS:iptables.tcp_reserved_bits|} %{IPTABLES_TCP_FLAGS:iptables.tcp.flags|})?`,
  IPTABLES: raw`IN=(?:%{NOTSPACE:observer.ingress.interface.name|nf_in_interface})? OUT=(?:%{NOTSPACE:observer.egress.interface.name|nf_out_interface})? ?(?:MAC=(?:%{NETFILTERMAC}|%{NOTSPACE})?)? ?%{IPTABLES_IP} %{IPTABLES_PROTO}`,
  SHOREWALL: raw`%{SYSLOGTIMESTAMP:timestamp} %{IPORHOST:observer.hostname|nf_host} (?:kernel: *)?(?:\[[\d. ]+\] )?Shorewall:%{SHOREWALL_WORD:shorewall.firewall.type|nf_action1}:%{SHOREWALL_WORD:shorewall.firewall.action|nf_action2}:%{IPTABLES}`,
  SHOREWALL_WORD: raw`[^:\s]+`,
  SFW2_LOG_PREFIX: raw`SFW2-INext-%{NOTSPACE:suse.firewall.action|nf_action}`,
  SFW2: raw`%{SYSLOGTIMESTAMP:timestamp} %{IPORHOST:observer.hostname|} (?:kernel: *)?(?:\[ *%{NUMBER:|nagios_epoch}\] )?%{SFW2_LOG_PREFIX:suse.firewall.log_prefix|} %{IPTABLES}`,
};
