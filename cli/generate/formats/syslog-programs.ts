import { TemplateFormat } from '../templates/template-format.js';

/** A program's message in BSD syslog. */
const said = (facility: number, program: string) =>
  `<%{syslog:${facility}}>%{time:MMM _D HH:mm:ss} %{host} ${program}: «%{line}»`;
const MAIL = 2;
const AUTH = 4;
const CRON = 9;
const AUTHPRIV = 10;
const KERNEL = 0;

/** What the programs of a Linux host say, in syslog. */
export const SYSLOG_PROGRAMS = [
  new TemplateFormat('sshd', 'OpenSSH: who came, and whether they were let in', {
    frame: said(AUTHPRIV, 'sshd[%{pid}]'),
    lines: [
      ['INFO', 'Accepted publickey for %{user} from %{client} port %{port} ssh2: ED25519 SHA256:%{hex:16}'],
      ['INFO', 'Failed password for %{user} from %{client} port %{port} ssh2'],
      ['INFO', 'Failed password for invalid user admin from %{client} port %{port} ssh2'],
      ['INFO', 'Disconnected from user %{user} %{client} port %{port}'],
    ],
  }),
  new TemplateFormat('sudo', 'who ran what as whom', {
    frame: said(AUTHPRIV, 'sudo'),
    lines: [
      [
        'INFO',
        '%{user} : TTY=pts/%{few} ; PWD=/home/%{user} ; USER=root ; COMMAND=/usr/bin/systemctl restart %{thing}',
      ],
      [
        'WARN',
        '%{user} : 3 incorrect password attempts ; TTY=pts/%{few} ; PWD=/home/%{user} ; USER=root ; COMMAND=/usr/bin/less /etc/%{thing}',
      ],
    ],
  }),
  new TemplateFormat('cron', 'whose job ran', {
    frame: said(CRON, 'CRON[%{pid}]'),
    lines: [
      ['INFO', '(root) CMD (/usr/local/bin/rotate-%{thing} --keep %{few})'],
      ['INFO', '(%{user}) CMD (run-parts /etc/cron.hourly)'],
    ],
  }),
  new TemplateFormat('pam', "sessions and failed logins, of PAM's modules", {
    frame: said(AUTHPRIV, 'login[%{pid}]'),
    lines: [
      ['INFO', 'pam_unix(login:session): session opened for user %{user}(uid=%{int:1000-1020}) by (uid=0)'],
      ['INFO', 'pam_unix(login:session): session closed for user %{user}'],
      [
        'WARN',
        'pam_unix(login:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=%{client}  user=%{user}',
      ],
    ],
  }),
  new TemplateFormat('iptables', "packets that Linux's firewall logs", {
    frame: said(KERNEL, 'kernel'),
    lines: [
      [
        'WARN',
        '[%{int:1000-90000}.%{int:100000-999999}] [UFW BLOCK] IN=eth0 OUT= MAC=52:54:00:12:34:56:52:54:00:65:43:21:08:00 SRC=%{client} DST=%{server} LEN=60 TOS=0x00 PREC=0x00 TTL=%{int:40-64} ID=%{int:1-65535} DF PROTO=TCP SPT=%{port} DPT=%{pick:22|23|3389|8080} WINDOW=64240 RES=0x00 SYN URGP=0',
      ],
      [
        'WARN',
        '[%{int:1000-90000}.%{int:100000-999999}] [UFW ALLOW] IN=eth0 OUT= MAC=52:54:00:12:34:56:52:54:00:65:43:21:08:00 SRC=%{client} DST=%{server} LEN=48 TOS=0x00 PREC=0x00 TTL=%{int:40-64} ID=%{int:1-65535} PROTO=UDP SPT=%{port} DPT=53 LEN=28',
      ],
    ],
  }),
  new TemplateFormat('postfix', 'mail: deliveries, refusals, connections', {
    frame: `<%{syslog:${MAIL}}>%{time:MMM _D HH:mm:ss} mail-01 postfix/%{line}`,
    lines: [
      [
        'INFO',
        'smtp[%{pid}]: %{HEX:5}: «to=<%{email}>, relay=mx.example.net[%{server}]:25, delay=%{seconds}, delays=0.1/0.01/0.2/0.2, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as %{HEX:5#2})»',
      ],
      [
        'WARN',
        'smtp[%{pid}]: %{HEX:5}: «to=<%{email}>, relay=none, delay=%{count}, delays=%{count}/0.01/30/0, dsn=4.4.1, status=deferred (connect to mx.example.net[%{server}]:25: Connection timed out)»',
      ],
      ['INFO', 'smtpd[%{pid}]: «connect from unknown[%{client}]»'],
      ['INFO', 'qmgr[%{pid}]: %{HEX:5}: «from=<%{email}>, size=%{size}, nrcpt=1 (queue active)»'],
    ],
  }),
  new TemplateFormat('dovecot', 'mailboxes: who came in and how, what was delivered', {
    frame: `<%{syslog:${MAIL}}>%{time:MMM _D HH:mm:ss} mail-01 dovecot: %{line}`,
    lines: [
      [
        'INFO',
        'imap-login: «Login: user=<%{email}>, method=PLAIN, rip=%{client}, lip=%{server}, mpid=%{pid}, TLS, session=<%{hex:6}>»',
      ],
      ['INFO', 'imap(%{email})<%{pid}><%{hex:6}>: «Disconnected: Logged out in=%{count} out=%{size}»'],
    ],
  }),
  new TemplateFormat('openldap', "OpenLDAP's server, slapd", {
    frame: said(AUTH, 'slapd[%{pid}]'),
    lines: [
      [
        'INFO',
        'conn=%{count} op=%{few} SRCH base="dc=example,dc=com" scope=2 deref=0 filter="(uid=%{user})"',
      ],
      ['INFO', 'conn=%{count} op=%{few} BIND dn="uid=%{user},dc=example,dc=com" method=128'],
      ['INFO', 'conn=%{count} fd=%{int:10-90} ACCEPT from IP=%{client}:%{port} (IP=0.0.0.0:389)'],
    ],
  }),
];
