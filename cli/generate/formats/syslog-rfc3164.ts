import type { LineFormat } from '../format.js';
import type { Random } from '../random.js';
import { bsdTime } from '../time-text.js';

const HOSTS = ['gate-01', 'mail-01', 'backup-01', 'db-01', 'db-02'];
const ACCOUNTS = ['mira', 'jonas', 'deploy', 'backup'];

const address = (random: Random) => `198.51.100.${random.between(1, 254)}`;
const port = (random: Random) => random.between(32_768, 60_999);
const processId = (random: Random) => random.between(300, 32_000);

/** What the daemons of a Linux host write after time and host, with the priority that goes before them. */
const SAYINGS: readonly (readonly [priority: number, says: (random: Random) => string])[] = [
  [
    86,
    (random) =>
      `sshd[${processId(random)}]: Accepted publickey for ${random.pick(ACCOUNTS)} ` +
      `from ${address(random)} port ${port(random)} ssh2`,
  ],
  [
    84,
    (random) =>
      `sshd[${processId(random)}]: Failed password for invalid user admin ` +
      `from ${address(random)} port ${port(random)} ssh2`,
  ],
  [78, (random) => `CRON[${processId(random)}]: (root) CMD (/usr/local/bin/rotate-backups --keep 14)`],
  [22, (random) => `postfix/smtpd[${processId(random)}]: connect from unknown[${address(random)}]`],
  [30, (random) => `systemd[1]: Started session-${random.between(1, 4000)}.scope.`],
  [
    4,
    (random) =>
      `kernel: [${random.between(1000, 90_000)}.${random.between(100_000, 999_999)}] ` +
      'TCP: request_sock_TCP: Possible SYN flooding on port 443. Sending cookies.',
  ],
  [
    27,
    (random) =>
      `postgres[${processId(random)}]: could not receive data from client: Connection reset by peer`,
  ],
];

export const syslogRfc3164: LineFormat = {
  name: 'syslog-rfc3164',
  summary: 'BSD syslog, as the daemons of a Linux host write it',
  contentType: 'text/plain',
  lines: (random) => (millis) => {
    const [priority, says] = random.pick(SAYINGS);
    return `<${priority}>${bsdTime(millis)} ${random.pick(HOSTS)} ${says(random)}`;
  },
};
