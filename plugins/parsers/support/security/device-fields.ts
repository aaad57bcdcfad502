import type { AnyStampReader } from '../any-stamp.js';
import { readTime } from '../field-values.js';
import type { RecordDraft } from '../record-draft.js';

/*
 * The names that CEF and LEEF have for what other formats say, too.
 */

const NAMES: Readonly<Record<string, string>> = {
  src: 'source_ip',
  spt: 'source_port',
  srcPort: 'source_port',
  smac: 'source_mac',
  srcMAC: 'source_mac',
  shost: 'source_host',
  dst: 'destination_ip',
  dpt: 'destination_port',
  dstPort: 'destination_port',
  dmac: 'destination_mac',
  dstMAC: 'destination_mac',
  dhost: 'destination_host',
  proto: 'protocol',
  act: 'action',
  suser: 'user',
  usrName: 'user',
  duser: 'target_user',
  request: 'url',
  requestMethod: 'method',
  requestClientApplication: 'user_agent',
  outcome: 'outcome',
  reason: 'reason',
};
/** When it happened, first of all; of the device's own names those that are times. */
const TIMES = ['rt', 'devTime', 'end', 'start'];
const HOSTS = ['dvchost', 'dvc'];
/** `cs1Label=Rule` says what `cs1` is. */
const LABEL = /^([A-Za-z]\w{0,63})Label$/;
const IDS = /(?:[Ii][Dd]|Name|Version|Hash|User|Label)$/;

/**
 * Puts the pairs of a device's event into the draft, under our names where there are such, else under their own.
 *
 * @returns the message, if there is one
 */
export function putExtension(
  values: ReadonlyMap<string, string>,
  draft: RecordDraft,
  stamps: AnyStampReader,
  arrival: number,
): string | undefined {
  const timeName = TIMES.find((name) => putTime(values.get(name), draft, stamps, arrival));
  const host = HOSTS.find((name) => (values.get(name) ?? '') !== '');
  if (host !== undefined) draft.source(values.get(host)!);
  for (const [name, value] of values) {
    if (name === timeName || name === host || name === 'msg') continue;
    putPair(name, value, values, draft);
  }
  return values.get('msg');
}

/** A key at the beginning or after a blank: letters, digits and a few marks, then `=`. */
const KEY = /(?:^|\s)([A-Za-z0-9_][\w.,[\]-]{0,127})=/g;

/** Names and values of `key=value key=value`, where a value goes on up to the next key; and what stands before. */
export function blankPairs(text: string): { pairs: [string, string][]; before: string } {
  const keys = [...text.matchAll(KEY)];
  const pairs = keys.map((key, i): [string, string] => {
    return [key[1]!, text.slice(key.index + key[0].length, keys[i + 1]?.index ?? text.length)];
  });
  return { pairs, before: text.slice(0, keys[0]?.index).trim() };
}

function putPair(name: string, value: string, values: ReadonlyMap<string, string>, draft: RecordDraft): void {
  const labelled = LABEL.exec(name)?.[1];
  // A label goes into the name of what it is the label of.
  if (labelled !== undefined && isNamed(labelled, values)) return;
  const ours = isNamed(name, values) ? values.get(`${name}Label`)! : (NAMES[name] ?? name);
  if (IDS.test(name) || ours === 'protocol') draft.text(ours, value);
  else draft.number(ours, value);
}

/** Whether a pair has a label, and a value that it is the label of. */
function isNamed(name: string, values: ReadonlyMap<string, string>): boolean {
  return (values.get(name) ?? '') !== '' && (values.get(`${name}Label`) ?? '') !== '';
}

function putTime(
  text: string | undefined,
  draft: RecordDraft,
  stamps: AnyStampReader,
  arrival: number,
): boolean {
  if (text === undefined || text.length > 64) return false;
  const epoch = readTime(text);
  if (!Number.isNaN(epoch)) {
    draft.time(epoch, 0, text);
    return true;
  }
  const micros = stamps.read(text, 0, arrival);
  if (stamps.end !== text.length || Number.isNaN(micros)) return false;
  draft.time(micros, stamps.assumed, text);
  return true;
}
