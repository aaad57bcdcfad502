import type { LogEvent } from '../../../../pipeline/event.js';
import type { Parser } from '../../../../pipeline/plugin.js';
import { RecordDraft } from '../record-draft.js';
import { IptablesReader } from './iptables.js';
import { SshdReader } from './sshd.js';

/*
 * The messages of programs that every Unix has. All are asked by one reader: which of them it can be follows from the
 * program that the envelope names, so a message of another program costs one look into a table.
 */

export type ProgramFormat = 'sshd' | 'sudo' | 'cron' | 'iptables' | 'pam';

const FORMATS = new Map<string, ProgramFormat>([
  ['sshd', 'sshd'],
  ['sshd-session', 'sshd'],
  ['sshd-auth', 'sshd'],
  ['sudo', 'sudo'],
  ...['cron', 'CRON', 'crond', 'CROND', '/usr/sbin/cron', '/USR/SBIN/CRON', 'crontab', 'anacron'].map(
    (name) => [name, 'cron'] as [string, ProgramFormat],
  ),
  ['kernel', 'iptables'],
  ['ulogd', 'iptables'],
]);

/** `pam_unix(sshd:session): session opened for user frank(uid=1000) by (uid=0)` */
const PAM = /^(pam_\w{1,32})\(([\w.-]{1,64}):(\w{1,32})\): /;
const PAM_SESSION =
  /session (opened|closed) for user ([^\s(]{1,255})(?:\(uid=(\d{1,10})\))?(?: by ([^\s(]{0,255})\(uid=(\d{1,10})\))?/;
/** `logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1  user=root` */
const PAM_PAIR = /\b(logname|uid|euid|tty|ruser|rhost|user)=([^\s;]{0,255})/g;
const PAM_NAMES: Readonly<Record<string, string>> = { rhost: 'client_ip', ruser: 'client_user' };

/** `frank : TTY=pts/0 ; PWD=/home/frank ; USER=root ; COMMAND=/bin/ls` (sudoers(5), EVENT LOGGING) */
const SUDO = /^ {0,32}([^\s:]{1,255}) : (?:([^=;]{1,255}) ; )?(?=[A-Z]{3,8}=)/;
const SUDO_NAMES = new Map([
  ['HOST', 'host'],
  ['TTY', 'tty'],
  ['PWD', 'working_directory'],
  ['CHROOT', 'chroot'],
  ['USER', 'target_user'],
  ['GROUP', 'target_group'],
  ['TSID', 'session_id'],
  ['ENV', 'environment'],
]);

/** `(root) CMD (run-parts /etc/cron.hourly)` (cron of P. Vixie, and cronie) */
const CRON = /^ {0,4}\(([^()]{1,64})\) ([A-Z][A-Za-z ]{1,31}) \(([\s\S]*)\)$/;

export class ProgramMessageReader implements Parser {
  readonly #draft = new RecordDraft();
  readonly #sshd = new SshdReader();
  readonly #iptables = new IptablesReader();

  /** @param only the one format to read; all unless told */
  constructor(readonly only?: ProgramFormat) {}

  parse(record: string, event: LogEvent): number {
    const { application } = event;
    const format = FORMATS.get(application);
    if (record.startsWith('pam_') && this.#reads('pam')) return this.#readPam(record, event);
    switch (format) {
      case 'sshd':
        return this.#reads('sshd') ? this.#sshd.parse(record, event, true) : 0;
      case 'sudo':
        return this.#readSudo(record, event);
      case 'cron':
        return this.#readCron(record, event);
      case 'iptables':
        return this.#readIptables(record, event);
      default:
        return application === '' || record.startsWith('IN=') ? this.#readAny(record, event) : 0;
    }
  }

  /** A message whose program is not known must say what it is itself. */
  #readAny(record: string, event: LogEvent): number {
    const sshd = this.#reads('sshd') ? this.#sshd.parse(record, event, false) : 0;
    if (sshd !== 0) return sshd;
    const sudo = record.includes(' ; COMMAND=') ? this.#readSudo(record, event) : 0;
    if (sudo !== 0) return sudo;
    const cron = /^\([^()]{1,64}\) CMD \(/.test(record) ? this.#readCron(record, event) : 0;
    return cron === 0 ? this.#readIptables(record, event) : cron;
  }

  #reads(format: ProgramFormat): boolean {
    return this.only === undefined || this.only === format;
  }

  #readIptables(record: string, event: LogEvent): number {
    return this.#reads('iptables') ? this.#iptables.parse(record, event) : 0;
  }

  #readPam(record: string, event: LogEvent): number {
    const match = PAM.exec(record);
    if (match === null) return 4;
    const text = record.slice(match[0].length, 1_024);
    const draft = this.#draft.begin();
    draft.text('pam_module', match[1]).text('service', match[2]).text('pam_type', match[3]);
    const session = PAM_SESSION.exec(text);
    if (session !== null) {
      draft.text('action', `session ${session[1]}`).text('user', session[2]).number('uid', session[3]);
      draft.text('by_user', session[4]).number('by_uid', session[5]);
    } else {
      for (const [, name, value] of text.matchAll(PAM_PAIR)) draft.number(PAM_NAMES[name!] ?? name!, value);
      if (text.startsWith('authentication failure')) draft.text('outcome', 'failure');
    }
    return draft.message(record).claim('pam', event);
  }

  #readSudo(record: string, event: LogEvent): number {
    const match = this.#reads('sudo') ? SUDO.exec(record) : null;
    if (match === null) return 0;
    const draft = this.#draft.begin().text('user', match[1]).text('reason', match[2]);
    const commandAt = record.indexOf('COMMAND=', match[0].length);
    const pairs = record.slice(match[0].length, commandAt < 0 ? undefined : commandAt);
    for (const pair of pairs.split(' ; ')) {
      const equals = pair.indexOf('=');
      const name = equals < 0 ? undefined : SUDO_NAMES.get(pair.slice(0, equals));
      if (name !== undefined) draft.text(name, pair.slice(equals + 1).trim());
    }
    if (commandAt >= 0) draft.text('command', record.slice(commandAt + 'COMMAND='.length));
    return draft.message(record).claim('sudo', event);
  }

  #readCron(record: string, event: LogEvent): number {
    const match = this.#reads('cron') ? CRON.exec(record) : null;
    if (match === null) return 0;
    const [, user, action, command] = match;
    const draft = this.#draft.begin().text('user', user).text('action', action);
    return draft
      .text(action!.startsWith('CMD') ? 'command' : 'detail', command!.trim())
      .message(record)
      .claim('cron', event);
  }
}
