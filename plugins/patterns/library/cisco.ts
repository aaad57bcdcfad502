import type { Patterns } from './notation.js';

const raw = String.raw;

const ACTION = raw`%{CISCO_ACTION:cisco.asa.outcome|action}`;
const PROTOCOL = raw`%{WORD:cisco.asa.network.transport|protocol}`;
const DIRECTION = raw`%{CISCO_DIRECTION:cisco.asa.network.direction|direction}`;
const FROM = raw`%{IP:source.ip|src_ip}`;
const TO = raw`%{IP:destination.ip|dst_ip}`;
const FROM_PORT = raw`%{IP:source.ip|src_ip}/%{INT:source.port:int|src_port}`;
const TO_PORT = raw`%{IP:destination.ip|dst_ip}/%{INT:destination.port:int|dst_port}`;
const INTERFACE = raw`%{NOTSPACE:observer.egress.interface.name|interface}`;
const INNER = raw`%{CISCO_NAME:observer.ingress.interface.name|src_interface}`;
const OUTER = raw`%{CISCO_NAME:observer.egress.interface.name|dst_interface}`;
const USER = (of: string, legacy: string) => raw`(?: ?\(%{CISCO_USER:${of}.user.name|${legacy}}\))?`;
const HASHES = raw`\[%{CISCO_HASH:cisco.asa.hashcode1|hashcode1}, %{CISCO_HASH:cisco.asa.hashcode2|hashcode2}\]`;
const SWITCH = raw`\((?:Primary|Secondary)\)`;
const REASON = raw`%{CISCO_REASON:event.reason|reason}`;

/** Cisco's PIX, ASA and FWSM, by the numbers of their messages. */
export const CISCO: Patterns = {
  CISCOTIMESTAMP: raw`%{MONTH} +%{MONTHDAY}(?: \d{4})? %{TIME}`,
  CISCOTAG: raw`[A-Z0-9]+-\d+-[A-Z0-9_]+`,
  CISCO_TAGGED_SYSLOG: raw`<%{POSINT:log.syslog.priority:int|syslog_pri}>%{CISCOTIMESTAMP:timestamp}(?: %{SYSLOGHOST:host.hostname|sysloghost})? ?: %%{CISCOTAG:cisco.asa.tag|ciscotag}:`,
  CISCO_ACTION: raw`(?:Built|Teardown|Deny|Denied|denied|requested|permitted|denied by ACL|discarded|est-allowed|Dropping|created|deleted)`,
  CISCO_REASON: raw`(?:Duplicate TCP SYN|Failed to locate egress interface|Invalid transport field|No matching connection|DNS Response|DNS Query|\w+(?: \w+)*)`,
  CISCO_DIRECTION: raw`(?:[Ii]nbound|[Oo]utbound)`,
  CISCO_INTERVAL: raw`(?:first hit|\d+-second interval)`,
  CISCO_XLATE_TYPE: raw`(?:static|dynamic)`,
  CISCO_HITCOUNT_INTERVAL: raw`hit-cnt %{INT:cisco.asa.hit_count:int|hit_count} (?:first hit|%{INT:cisco.asa.interval:int|interval}-second interval)`,
  CISCO_NAME: raw`[^\s:/()]+`,
  CISCO_USER: raw`[^()]*`,
  CISCO_HASH: raw`0x[0-9a-f]+`,
  CISCO_SRC_IP_USER: raw`${INNER}:${FROM}${USER('source', 'src_fwuser')}`,
  CISCO_DST_IP_USER: raw`${OUTER}:${TO}${USER('destination', 'dst_fwuser')}`,
  CISCO_SRC_HOST_PORT_USER: raw`${INNER}:(?:%{IP:source.ip|src_ip}|%{HOSTNAME:source.address|src_ip})(?:/%{INT:source.port:int|src_port})?${USER('source', 'src_fwuser')}`,
  CISCO_DST_HOST_PORT_USER: raw`${OUTER}:(?:%{IP:destination.ip|dst_ip}|%{HOSTNAME:destination.address|dst_ip})(?:/%{INT:destination.port:int|dst_port})?${USER('destination', 'dst_fwuser')}`,

  CISCOFW104001: raw`${SWITCH} Switching to ACTIVE - %{GREEDYDATA:event.reason|switch_reason}`,
  CISCOFW104002: raw`${SWITCH} Switching to STANDBY - %{GREEDYDATA:event.reason|switch_reason}`,
  CISCOFW104003: raw`${SWITCH} Switching to FAILED\.`,
  CISCOFW104004: raw`${SWITCH} Switching to OK\.`,
  CISCOFW105003: raw`${SWITCH} Monitoring on [Ii]nterface %{NOTSPACE:network.interface.name|interface_name} waiting`,
  CISCOFW105004: raw`${SWITCH} Monitoring on [Ii]nterface %{NOTSPACE:network.interface.name|interface_name} normal`,
  CISCOFW105005: raw`${SWITCH} Lost Failover communications with mate on [Ii]nterface %{NOTSPACE:network.interface.name|interface_name}`,
  CISCOFW105008: raw`${SWITCH} Testing [Ii]nterface %{NOTSPACE:network.interface.name|interface_name}`,
  CISCOFW105009: raw`${SWITCH} Testing on [Ii]nterface %{NOTSPACE:network.interface.name|interface_name} (?:Passed|Failed)`,
  CISCOFW106001: raw`${DIRECTION} ${PROTOCOL} connection ${ACTION} from ${FROM_PORT} to ${TO_PORT} flags %{DATA:cisco.asa.tcp_flags|tcp_flags} on interface ${INTERFACE}`,
  CISCOFW106006_106007_106010: raw`${ACTION} ${DIRECTION} ${PROTOCOL} (?:from|src) ${FROM_PORT}${USER('source', 'src_fwuser')} (?:to|dst) ${TO_PORT}${USER('destination', 'dst_fwuser')} (?:on interface ${INTERFACE}|due to %{CISCO_REASON:event.reason|reason})`,
  CISCOFW106014: raw`${ACTION} ${DIRECTION} ${PROTOCOL} src %{CISCO_SRC_IP_USER} dst %{CISCO_DST_IP_USER} ?\(type %{INT:cisco.asa.icmp_type:int|icmp_type}, code %{INT:cisco.asa.icmp_code:int|icmp_code}\)`,
  CISCOFW106015: raw`${ACTION} ${PROTOCOL} \(%{CISCO_NO_CONNECTION:cisco.asa.rule_name|policy_id}\) from ${FROM_PORT} to ${TO_PORT} flags %{DATA:cisco.asa.tcp_flags|tcp_flags} on interface ${INTERFACE}`,
  CISCO_NO_CONNECTION: 'no connection',
  CISCOFW106021: raw`${ACTION} ${PROTOCOL} reverse path check from ${FROM} to ${TO} on interface ${INTERFACE}`,
  CISCOFW106023: raw`${ACTION}(?: protocol)? ${PROTOCOL} src %{CISCO_SRC_HOST_PORT_USER} dst %{CISCO_DST_HOST_PORT_USER}(?: \(type %{INT:cisco.asa.icmp_type:int|icmp_type}, code %{INT:cisco.asa.icmp_code:int|icmp_code}\))? by access-group "?%{CISCO_GROUP:cisco.asa.rule_name|policy_id}"? ${HASHES}`,
  CISCO_GROUP: raw`[^"\s]+`,
  CISCOFW106100_2_3: raw`access-list %{NOTSPACE:cisco.asa.rule_name|policy_id} ${ACTION} ${PROTOCOL} for user '%{DATA:user.name|src_fwuser}' %{CISCO_NAME:observer.ingress.interface.name|src_interface}/${FROM}\(%{INT:source.port:int|src_port}\) -> %{CISCO_NAME:observer.egress.interface.name|dst_interface}/${TO}\(%{INT:destination.port:int|dst_port}\) %{CISCO_HITCOUNT_INTERVAL} ${HASHES}`,
  CISCOFW106100: raw`access-list %{NOTSPACE:cisco.asa.rule_name|policy_id} ${ACTION} ${PROTOCOL} ${INNER}/${FROM}\(%{INT:source.port:int|src_port}\)${USER('source', 'src_fwuser')} -> ${OUTER}/${TO}\(%{INT:destination.port:int|dst_port}\)${USER('destination', 'dst_fwuser')} %{CISCO_HITCOUNT_INTERVAL} ${HASHES}`,
  CISCOFW304001: raw`${FROM}${USER('source', 'src_fwuser')} Accessed URL ${TO}:%{GREEDYDATA:url.original|dst_url}`,
  CISCOFW110002: raw`${REASON} for ${PROTOCOL} from ${INNER}:${FROM_PORT} to ${TO_PORT}`,
  CISCOFW302010: raw`%{INT:cisco.asa.connections.in_use:int|connection_count} in use, %{INT:cisco.asa.connections.most_used:int|connection_count_max} most used`,
  CISCOFW302013_302014_302015_302016: raw`${ACTION}(?: ${DIRECTION})? ${PROTOCOL} connection %{INT:cisco.asa.connection_id|connection_id} for ${INNER}:${FROM_PORT}(?: \(%{IP:source.nat.ip|src_mapped_ip}/%{INT:source.nat.port:int|src_mapped_port}\))?${USER('source', 'src_fwuser')} to ${OUTER}:${TO_PORT}(?: \(%{IP:destination.nat.ip|dst_mapped_ip}/%{INT:destination.nat.port:int|dst_mapped_port}\))?${USER('destination', 'dst_fwuser')}(?: duration %{TIME:cisco.asa.duration|duration} bytes %{INT:network.bytes:int|bytes})?(?: ${REASON})?(?: ?\(%{CISCO_USER:user.name|user}\))?`,
  CISCOFW302020_302021: raw`${ACTION}(?: ${DIRECTION})? ${PROTOCOL} connection for faddr ${TO}/%{INT:cisco.asa.icmp_seq:int|icmp_seq_num}${USER('destination', 'fwuser')} gaddr %{IP:source.nat.ip|src_xlated_ip}/%{INT:cisco.asa.icmp_type:int|icmp_code_xlated} laddr ${FROM}/%{INT}${USER('source', 'user')}`,
  CISCOFW305011: raw`${ACTION} %{CISCO_XLATE_TYPE} ${PROTOCOL} translation from ${INNER}:${FROM}(?:/%{INT:source.port:int|src_port})?${USER('source', 'src_fwuser')} to %{CISCO_NAME:observer.egress.interface.name|src_xlated_interface}:%{IP:destination.ip|src_xlated_ip}/%{INT:destination.port:int|src_xlated_port}`,
  CISCOFW313001_313004_313008: raw`${ACTION} ${PROTOCOL} type=%{INT:cisco.asa.icmp_type:int|icmp_type}, code=%{INT:cisco.asa.icmp_code:int|icmp_code} from ${FROM} on interface ${INTERFACE}(?: to ${TO})?`,
  CISCOFW313005: raw`${REASON} for %{WORD:cisco.asa.network.transport|protocol} error message: %{WORD} src %{CISCO_SRC_IP_USER} dst %{CISCO_DST_IP_USER} \(type %{INT:cisco.asa.icmp_type:int|icmp_type}, code %{INT:cisco.asa.icmp_code:int|icmp_code}\) on %{NOTSPACE} interface\. +Original IP payload: %{WORD:cisco.asa.original_ip_payload.network.transport|orig_protocol} src %{IP:cisco.asa.original_ip_payload.source.ip|orig_src_ip}/%{INT:cisco.asa.original_ip_payload.source.port:int|orig_src_port}${USER('cisco.asa.original_ip_payload.source', 'orig_src_fwuser')} dst %{IP:cisco.asa.original_ip_payload.destination.ip|orig_dst_ip}/%{INT:cisco.asa.original_ip_payload.destination.port:int|orig_dst_port}${USER('cisco.asa.original_ip_payload.destination', 'orig_dst_fwuser')}`,
  CISCOFW321001: raw`Resource '%{DATA:cisco.asa.resource.name|resource_name}' limit of %{POSINT:cisco.asa.resource.limit:int|resource_limit} reached for system`,
  CISCOFW402117: raw`%{WORD:cisco.asa.network.type|protocol}: Received a non-IPSec packet \(protocol= ?%{WORD:cisco.asa.network.transport|orig_protocol}\) from ${FROM} to ${TO}`,
  CISCOFW402119: raw`%{WORD:cisco.asa.network.type|protocol}: Received an %{WORD:cisco.asa.ipsec.protocol|orig_protocol} packet \(SPI= ?%{WORD:cisco.asa.ipsec.spi|spi}, sequence number= ?%{WORD:cisco.asa.ipsec.seq_num|seq_num}\) from ${FROM} \(user= ?%{CISCO_USER:source.user.name|user}\) to ${TO} that failed anti-replay checking`,
  CISCOFW419001: raw`${ACTION} ${PROTOCOL} packet from ${INNER}:${FROM_PORT} to ${OUTER}:${TO_PORT}, reason: %{GREEDYDATA:event.reason|reason}`,
  CISCOFW419002: raw`${REASON} from ${INNER}:${FROM_PORT} to ${OUTER}:${TO_PORT} with different initial sequence number`,
  CISCOFW500004: raw`${REASON} for protocol=${PROTOCOL}, from ${FROM_PORT} to ${TO_PORT}`,
  CISCOFW602303_602304: raw`%{WORD:cisco.asa.network.type|protocol}: An ${DIRECTION} %{NOTSPACE:cisco.asa.ipsec.tunnel_type|tunnel_type} SA \(SPI= ?%{WORD:cisco.asa.ipsec.spi|spi}\) between ${FROM} and ${TO} \(user= ?%{CISCO_USER:source.user.name|user}\) has been ${ACTION}`,
  CISCOFW710001_710002_710003_710005_710006: raw`${PROTOCOL} (?:request|access) ${ACTION} from ${FROM_PORT} to ${OUTER}:${TO_PORT}`,
  CISCOFW713172: raw`Group = %{DATA:cisco.asa.source.group|group}, IP = ${FROM}, Automatic NAT Detection Status:\s+Remote end\s*%{CISCO_NATTED:|is_remote_natted}\s*behind a NAT device\s+This\s+end\s+%{CISCO_NATTED:|is_local_natted}\s*behind a NAT device`,
  CISCO_NATTED: raw`(?:[Ii][Ss] NOT|[Ii][Ss])`,
  CISCOFW733100: raw`\[\s*%{CISCO_OBJECT:cisco.asa.burst.object|drop_type}\s*\] drop %{NOTSPACE:cisco.asa.burst.id|drop_rate_id} exceeded\. Current burst rate is %{INT:cisco.asa.burst.current_rate:int|drop_rate_current_burst} per second, max configured rate is %{INT:cisco.asa.burst.configured_rate:int|drop_rate_max_burst}; Current average rate is %{INT:cisco.asa.burst.avg_rate:int|drop_rate_current_avg} per second, max configured rate is %{INT:cisco.asa.burst.configured_avg_rate:int|drop_rate_max_avg}; Cumulative total count is %{INT:cisco.asa.burst.cumulative_count:int|drop_total_count}`,
  CISCO_OBJECT: raw`[^\]\s]+`,
};
