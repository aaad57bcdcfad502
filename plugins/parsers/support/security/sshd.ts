import type { LogEvent } from '../../../../pipeline/event.js';
import { RecordDraft } from '../record-draft.js';

/*
 * What OpenSSH's daemon says of who came, from where, and whether they were let in (auth.c, packet.c, session.c of
 * https://www.openssh.com/portable.html).
 */

const FROM = 'from (?<ip>[\\w.:%-]{1,255})(?: port (?<port>\\d{1,5}))?';
const BY =
  '(?:(?:(?<known>authenticating|invalid) )?user (?<user>.{0,255}?) )?(?<ip>[\\w.:%-]{1,255})(?: port (?<port>\\d{1,5}))?';
const USER = '(?<invalid>(?:invalid|illegal) user )?(?<user>.{0,255}?)';

/** Those that say so much that no envelope need name the program. */
const UNMISTAKABLE: readonly RegExp[] = [
  `^(?<outcome>Accepted|Failed|Postponed|Partial) (?<method>[\\w/-]{1,64}) for ${USER} ${FROM} (?<protocol>ssh2?)(?:: (?<fingerprint>.{1,512}))?`,
  `^(?<outcome>Invalid|Illegal) user (?<user>.{0,255}?) ${FROM}$`,
].map((source) => new RegExp(source));
const OTHERS: readonly RegExp[] = [
  `^(?:Connection (?:closed|reset) by|Disconnected from|Received disconnect from|Connection from|Disconnecting) ${BY}(?=$|[: ])(?::(?<code>\\d{1,3}))?(?:: ?(?<reason>.{1,512}))?`,
  `^(?:error: )?(?:Did not receive identification string|Bad protocol version identification .{0,255}?|PAM: .{1,64}? for ${USER}) ${FROM}`,
  `^(?:error: )?maximum authentication attempts exceeded for ${USER} ${FROM}`,
  `^(?:fatal: |error: )?Unable to negotiate with (?<ip>[\\w.:%-]{1,255}) port (?<port>\\d{1,5}): (?<reason>.{1,512})`,
  `^User (?<user>.{0,255}?) ${FROM} not allowed because (?<reason>.{1,256})`,
  `^(?:Starting|Close) session: .{0,255}?(?:for|user) (?<user>\\S{1,255}) ${FROM}`,
  `^(?:input_userauth_request: )?invalid user (?<user>\\S{0,255})`,
].map((source) => new RegExp(source));
const FIRST = /^(?:Acc|Fai|Pos|Par|Inv|Ill)/;

export class SshdReader {
  readonly #draft = new RecordDraft();

  /** @param named whether an envelope says that it is sshd */
  parse(record: string, event: LogEvent, named: boolean): number {
    if (!named && !FIRST.test(record)) return 0;
    for (const pattern of named ? [...UNMISTAKABLE, ...OTHERS] : UNMISTAKABLE) {
      const parts = pattern.exec(record)?.groups;
      if (parts !== undefined) return this.#fill(record, event, parts);
    }
    return 0;
  }

  #fill(record: string, event: LogEvent, parts: Readonly<Record<string, string | undefined>>): number {
    const { outcome, method, user, ip, port, fingerprint, reason, invalid, known } = parts;
    const draft = this.#draft.begin();
    draft.text('outcome', outcome).text('auth_method', method).text('user', user);
    if (invalid !== undefined || known === 'invalid' || outcome === 'Invalid' || outcome === 'Illegal') {
      draft.json('invalid_user', 'true');
    }
    draft.text('client_ip', ip).number('client_port', port).text('fingerprint', fingerprint?.trimEnd());
    return draft.text('reason', reason?.trim()).message(record).claim('sshd', event);
  }
}
