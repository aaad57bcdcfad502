import type { RecordDraft } from '../record-draft.js';
import { isJsonObject, MessageRules } from './message-rules.js';

/*
 * Weave Net: its router (connections between peers, https://github.com/weaveworks/mesh/blob/master/connection.go), the
 * addresses it allots, IPsec and the network policy controller.
 */

const MAC = '(?:[0-9a-f]{2}:){5}[0-9a-f]{2}';
const IP = '(?:\\d{1,3}\\.){3}\\d{1,3}';

/** `aa:bb:cc:dd:ee:ff(host)`: a peer by its name and its nickname. */
function peer(side: string): string {
  return `(?<${side}_mac>${MAC})(?:\\((?<${side}_name>[^()\\n]{1,255})\\))?`;
}

/** `->[192.0.2.7:6783|aa:bb:cc:dd:ee:ff(host)]`: the other end of a connection, as far as it is known. */
const REMOTE = `->\\[(?:(?<destination_ip>${IP}):(?<destination_port>\\d{1,5})(?:\\||\\]))?(?:${peer('destination')}\\])?`;
const ENDS = `(?<client_ip>${IP}):(?<client_port>\\d{1,5}) to (?<destination_ip>${IP}):(?<destination_port>\\d{1,5})`;
const IPSET = "(?<ipset>weave-[!-~]{1,64}|'[^'\\n]{1,64}')";

const RULES = new MessageRules([
  `(?:(?<overlay>[a-z_]{3,24}) )?(?=->\\[(?:${IP}|${MAC}))${REMOTE}`,
  `\\[(?<component>allocator|nameserver) (?<peer_mac>${MAC})\\]`,
  `Setting up IPsec between ${peer('client')} and ${peer('destination')}`,
  `ipsec: (?<operation>\\w{1,40}): (?:(?<direction>in|out) )?(?<client_ip>${IP}) -> (?<destination_ip>${IP})(?: :(?<destination_port>\\d{1,5}))?(?: (?<spi>0x[0-9a-f]{1,16}))?`,
  `Discovered (?:local|remote) MAC (?<mac>${MAC})(?: at ${peer('destination')})?`,
  `Captured frame from MAC \\((?<client_mac>${MAC})\\) to \\((?<destination_mac>${MAC})\\) associated with another peer ${peer('peer')}`,
  `(?:Removed|Destroying|Expired) [\\w ]{0,40}peer ${peer('destination')}`,
  `(?<action>added|adding|deleted|deleting) entry (?<client_ip>${IP})(?:/\\d{1,2})? (?:to|from) ${IPSET} of (?<owner>\\S{1,128})`,
  `(?<protocol>TCP|UDP|ICMP) connection from ${ENDS} (?<action>blocked|allowed)`,
  '(?<action>creating|destroying) ipset: (?=&npc\\.selectorSpec\\{)',
  `ipset \\[(?<operation>[a-z]{3,12}) ${IPSET}[^\\]\\n]{0,200}\\] (?<action>failed): (?<error>[^\\n]{1,400})`,
  `ipset \\[(?<operation>[a-z]{3,12}) ${IPSET}[^\\]\\n]{0,200}\\] (?<action>failed): (?<error>[^\\n]{1,400})`,
  'EVENT (?<action>\\w{3,40}) (?=\\{)',
]);

/** `&npc.selectorSpec{key:"", dst:false, ipsetName:"weave-x", nsName:"default"}`: what Go prints of a structure. */
const MEMBER = / ?(\w{1,40}):("[^"\n]{0,255}"|true|false|[\w.*]{1,80}(?:\{[^{}\n]{0,80}\})?)(?:,|\}$)/y;
const MOST_MEMBERS = 32;

/** @returns whether it is a message that only Weave Net writes */
export function readWeave(draft: RecordDraft, message: string): boolean {
  if (!RULES.read(draft, message)) return false;
  if (message.startsWith('EVENT ')) readObjects(draft, message.slice(message.indexOf('{')));
  else if (message.includes('&npc.')) readMembers(draft, message);
  return true;
}

/** The object of Kubernetes that an event is about, and what it is now; one that is cut off stays in the message alone. */
function readObjects(draft: RecordDraft, text: string): void {
  const next = text.indexOf('} {') + 1;
  const [object, updated] = next === 0 ? [text, ''] : [text.slice(0, next), text.slice(next + 1)];
  if (isJsonObject(object)) draft.json('object', object);
  if (isJsonObject(updated)) draft.json('updated_object', updated);
}

function readMembers(draft: RecordDraft, message: string): void {
  MEMBER.lastIndex = message.indexOf('{') + 1;
  for (let count = 0; count < MOST_MEMBERS; count++) {
    const match = MEMBER.exec(message);
    if (match === null) return;
    const [, name, value] = match as unknown as [string, string, string];
    const field = name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
    if (value === 'true' || value === 'false') draft.json(field, value);
    else draft.text(field === 'ipset_name' ? 'ipset' : field, value.replaceAll('"', ''));
  }
}
