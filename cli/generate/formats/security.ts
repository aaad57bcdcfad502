import { TemplateFormat } from '../templates/template-format.js';

const BSD = '%{time:MMM _D HH:mm:ss}';

/** Firewalls, switches, and what watches over networks and hosts. */
export const SECURITY = [
  new TemplateFormat('auditd', "Linux's audit daemon", {
    lines: [
      [
        'INFO',
        'type=USER_AUTH msg=audit(%{time:X.fff}:%{count}): pid=%{pid} uid=0 auid=1000 ses=%{few} msg=\'op=PAM:authentication acct="%{user}" exe="/usr/sbin/sshd" hostname=%{client} addr=%{client} terminal=ssh res=success\'',
      ],
      [
        'INFO',
        'type=SYSCALL msg=audit(%{time:X.fff}:%{count}): arch=c000003e syscall=%{pick:59|257|42} success=yes exit=0 ppid=%{pid#2} pid=%{pid} auid=1000 uid=0 gid=0 tty=pts0 ses=%{few} comm="%{thing}" exe="/usr/bin/%{thing}" key="%{pick:exec|files}"',
      ],
    ],
  }),
  new TemplateFormat('cef', "ArcSight's Common Event Format", {
    lines: [
      [
        'WARN',
        'CEF:0|Example|Gateway|4.2|1001|Login failed|5|rt=%{time:XXX} src=%{client} spt=%{port} dst=%{server} suser=%{user} act=blocked msg=«Wrong password, attempt %{few}»',
      ],
      [
        'INFO',
        'CEF:0|Example|Gateway|4.2|1002|Session opened|2|rt=%{time:XXX} src=%{client} spt=%{port} dst=%{server} suser=%{user} act=allowed msg=«Session %{count} opened»',
      ],
      [
        'ERROR',
        'CEF:0|Example|Gateway|4.2|2001|Malware found|8|rt=%{time:XXX} src=%{client} dst=%{server} fname=%{thing}.exe act=quarantined msg=«Trojan in %{thing}.exe»',
      ],
    ],
  }),
  new TemplateFormat('leef', "IBM QRadar's Log Event Extended Format", {
    lines: [
      [
        'INFO',
        'LEEF:1.0|Example|Gateway|4.2|session_opened|devTime=%{time:XXX}\tsrc=%{client}\tdst=%{server}\tusrName=%{user}\tsev=2',
      ],
      [
        'WARN',
        'LEEF:1.0|Example|Gateway|4.2|login_failed|devTime=%{time:XXX}\tsrc=%{client}\tdst=%{server}\tusrName=%{user}\tsev=5',
      ],
    ],
  }),
  new TemplateFormat('cisco-asa', "Cisco's firewalls", {
    frame: `<%{syslog:20}>${BSD} fw-01 «%{line}»`,
    lines: [
      [
        'INFO',
        '%ASA-6-302013: Built outbound TCP connection %{count} for outside:%{client}/443 (%{client}/443) to inside:10.0.0.%{int:2-250}/%{port} (%{server}/%{port})',
      ],
      [
        'INFO',
        '%ASA-6-302014: Teardown TCP connection %{count} for outside:%{client}/443 to inside:10.0.0.%{int:2-250}/%{port} duration 0:00:%{int:10-59} bytes %{size} TCP FINs',
      ],
      [
        'WARN',
        '%ASA-4-106023: Deny tcp src outside:%{client}/%{port} dst inside:%{server}/22 by access-group "outside_in" [0x0, 0x0]',
      ],
    ],
  }),
  new TemplateFormat('cisco-ios', "Cisco's routers and switches", {
    frame: '%{int:100000-999999}: %{time:MMM DD HH:mm:ss.fff} UTC: «%{line}»',
    lines: [
      ['INFO', '%SYS-5-CONFIG_I: Configured from console by %{user} on vty0 (%{client})'],
      ['ERROR', '%LINK-3-UPDOWN: Interface GigabitEthernet0/%{few}, changed state to down'],
      [
        'INFO',
        '%LINEPROTO-5-UPDOWN: Line protocol on Interface GigabitEthernet0/%{few}, changed state to up',
      ],
    ],
  }),
  new TemplateFormat('juniper-rt-flow', "sessions of Juniper's SRX", {
    frame: `<%{syslog:17}>${BSD} srx-01 RT_FLOW: «%{line}»`,
    lines: [
      [
        'INFO',
        'RT_FLOW_SESSION_CLOSE: session closed TCP FIN: %{client}/%{port}->%{server}/22 junos-ssh %{client}/%{port}->%{server}/22 None None 6 allow-ssh untrust trust %{count} %{few}(%{size}) %{few#2}(%{size#2}) %{int:1-90}',
      ],
      [
        'INFO',
        'RT_FLOW_SESSION_CREATE: session created %{client}/%{port}->%{server}/443 junos-https %{client}/%{port}->%{server}/443 None None 6 allow-web untrust trust %{count}',
      ],
    ],
  }),
  new TemplateFormat('netscreen', "Juniper's NetScreen firewalls", {
    frame: `<%{syslog:16}>${BSD} fw-02 «NetScreen device_id=fw-02  [Root]system-notification-00257(traffic): start_time="%{time:YYYY-MM-DD HH:mm:ss}" duration=%{few} policy_id=%{int:100-140} service=https proto=6 src zone=Trust dst zone=Untrust action=%{pick:Permit|Deny} sent=%{size} rcvd=%{size#2} src=%{client} dst=%{server} src_port=%{port} dst_port=443»`,
    lines: [['INFO', '']],
  }),
  new TemplateFormat('nagios', 'alerts, states and commands of Nagios', {
    frame: '[%{time:X}] «%{line}»',
    lines: [
      [
        'ERROR',
        'SERVICE ALERT: %{host};Disk /var;CRITICAL;SOFT;%{few};DISK CRITICAL - free space: %{int:10-900} MB (2%)',
      ],
      [
        'INFO',
        'SERVICE ALERT: %{host};HTTP;OK;HARD;1;HTTP OK: 200 OK - %{int:200-900} bytes in %{seconds} second response time',
      ],
      [
        'WARN',
        'CURRENT SERVICE STATE: %{host};Load;WARNING;HARD;1;WARNING - load average: %{few}.12, %{few#2}.30, 4.20',
      ],
    ],
  }),
  new TemplateFormat('snort', 'alerts of Snort and Suricata, one per line', {
    frame: '%{time:MM/DD/YYYY-HH:mm:ss.uuuuuu}  [**] %{line}',
    lines: [
      [
        'WARN',
        '[1:2009582:3] «SCAN probe of port %{pick:22|23|3389}» [**] [Classification: Attempted Information Leak] [Priority: 2] {TCP} %{client}:%{port} -> %{server}:22',
      ],
      [
        'ERROR',
        '[1:2100498:7] «ATTACK_RESPONSE id check returned root» [**] [Classification: Potentially Bad Traffic] [Priority: 1] {TCP} %{server}:80 -> %{client}:%{port}',
      ],
      [
        'INFO',
        '[1:2200075:2] «SURICATA UDPv4 invalid checksum» [**] [Classification: Generic Protocol Command Decode] [Priority: 3] {UDP} %{client}:%{port} -> %{server}:53',
      ],
    ],
  }),
  new TemplateFormat('journald-export', "systemd's journal, as `journalctl -o export` has it", {
    frame: '__REALTIME_TIMESTAMP=%{time:XXX}000\n_HOSTNAME=%{host}\n%{line}',
    lines: [
      ['INFO', 'PRIORITY=6\nSYSLOG_IDENTIFIER=systemd\n_PID=1\nMESSAGE=«Started session-%{count}.scope.»'],
      [
        'WARN',
        'PRIORITY=4\nSYSLOG_IDENTIFIER=%{service}\n_PID=%{pid}\nMESSAGE=«password of %{user} will expire in %{few} days»',
      ],
    ],
  }),
];
