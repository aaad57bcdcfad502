import type { LogEvent } from '../../../pipeline/event.js';
import { jsonString } from '../../../pipeline/json-text.js';
import type { Level } from '../../../pipeline/level.js';
import type { Parser } from '../../../pipeline/plugin.js';
import { RecordDraft } from './record-draft.js';
import { IsoStampReader } from './timestamps.js';
import { readXml, type XmlElement } from './xml.js';

const BEGINNING = /(?:\ufeff?<\?xml[^>]{0,100}\?>\s{0,8})?<Event[\s>]/y;
/** winmeta.xml: 0 is for what is logged whatever the level asked for, audits above all. */
const LEVELS: Readonly<Record<string, Level>> = { 1: 'FATAL', 2: 'ERROR', 3: 'WARN', 4: 'INFO', 5: 'TRACE' };
/** Of an audit that says something was refused. */
const AUDIT_FAILURE = 0x10n << 48n;
const HEXADECIMAL = /^0x[0-9a-fA-F]{1,16}$/;

/** Elements below `System` whose text, and attributes that, are fields. */
const TEXTS: Readonly<Record<string, string>> = {
  EventID: 'event_id',
  Version: 'version',
  Task: 'task',
  Opcode: 'opcode',
  Keywords: 'keywords',
  EventRecordID: 'record_id',
  Channel: 'channel',
};
const ATTRIBUTES: Readonly<Record<string, string>> = {
  'Provider Guid': 'provider_guid',
  'Provider EventSourceName': 'provider_source',
  'EventID Qualifiers': 'qualifiers',
  'Correlation ActivityID': 'activity_id',
  'Correlation RelatedActivityID': 'related_activity_id',
  'Execution ProcessID': 'pid',
  'Execution ThreadID': 'tid',
  'Execution ProcessorID': 'processor_id',
  'Execution SessionID': 'session_id',
  'Execution KernelTime': 'kernel_time',
  'Execution UserTime': 'user_time',
  'Security UserID': 'user_sid',
};
const NUMBERS = new Set([
  'event_id',
  'version',
  'task',
  'opcode',
  'record_id',
  'qualifiers',
  'pid',
  'tid',
  'processor_id',
]);
/** Elements that have a place of their own. */
const SYSTEM_PLACES = new Set(['Provider', 'TimeCreated', 'Level', 'Computer']);

/** One event as Windows renders it: https://learn.microsoft.com/windows/win32/wes/eventschema-schema */
export class WindowsEventReader implements Parser {
  readonly #stamps = new IsoStampReader();
  readonly #draft = new RecordDraft();

  parse(record: string, event: LogEvent): number {
    BEGINNING.lastIndex = 0;
    if (!BEGINNING.test(record)) return 0;
    const root = readXml(record);
    const system = root === undefined ? undefined : childOf(root, 'System');
    if (root?.name !== 'Event' || system === undefined) return BEGINNING.lastIndex;
    const draft = this.#draft.begin();
    this.#fillSystem(system);
    const rendering = childOf(root, 'RenderingInfo');
    fillLevel(draft, system, rendering);
    for (const child of root.children) fillPart(draft, child);
    const provider = childOf(system, 'Provider')?.attributes.get('Name') ?? '';
    const message = rendering === undefined ? '' : textOf(rendering, 'Message');
    draft.message(message || `${provider} event ${textOf(system, 'EventID')}`.trim());
    return draft.claim('windows-event', event);
  }

  #fillSystem(system: XmlElement): void {
    const draft = this.#draft;
    draft.source(textOf(system, 'Computer'));
    for (const element of system.children) {
      const name = TEXTS[element.name];
      if (name !== undefined) fill(draft, name, element.text.trim());
      for (const [attribute, value] of element.attributes)
        this.#fillAttribute(element.name, attribute, value);
      if (name === undefined && !SYSTEM_PLACES.has(element.name))
        draft.text(element.name, element.text.trim());
    }
  }

  #fillAttribute(element: string, attribute: string, value: string): void {
    const draft = this.#draft;
    if (element === 'Provider' && attribute === 'Name') draft.application(value);
    else if (element === 'TimeCreated' && attribute === 'SystemTime') {
      const micros = this.#stamps.read(value, 0);
      draft.time(micros, this.#stamps.assumed, value);
    } else fill(draft, ATTRIBUTES[`${element} ${attribute}`] ?? `${element}.${attribute}`, value);
  }
}

function fill(draft: RecordDraft, name: string, value: string): void {
  if (NUMBERS.has(name)) draft.number(name, value);
  else draft.text(name, value);
}

function fillLevel(draft: RecordDraft, system: XmlElement, rendering: XmlElement | undefined): void {
  const written = textOf(system, 'Level');
  const keywords = textOf(system, 'Keywords');
  const failed = HEXADECIMAL.test(keywords) && (BigInt(keywords) & AUDIT_FAILURE) !== 0n;
  const level = LEVELS[written] ?? (failed ? 'WARN' : written === '0' ? 'INFO' : undefined);
  const word = rendering === undefined ? '' : textOf(rendering, 'Level');
  draft.level(level, word);
  if (word === '') draft.number('original_level', written);
}

/** Everything beside `System`. */
function fillPart(draft: RecordDraft, part: XmlElement): void {
  if (part.name === 'System') return;
  if (part.name === 'EventData') draft.json('event_data', dataOf(part));
  else if (part.name === 'RenderingInfo') fillRendering(draft, part);
  else draft.json(part.name === 'UserData' ? 'user_data' : part.name, jsonOf(part));
}

/** Names for what is numbers in `System`. */
function fillRendering(draft: RecordDraft, rendering: XmlElement): void {
  for (const { name, text, children } of rendering.children) {
    if (name === 'Task' || name === 'Opcode') draft.text(`${name.toLowerCase()}_name`, text.trim());
    else if (name === 'Keywords')
      draft.text('keyword_names', children.map((child) => child.text.trim()).join(', '));
  }
}

/** `<Data Name="x">value</Data>` as an object; those without a name are `param1` and so on, as Windows counts them. */
function dataOf(data: XmlElement): string {
  const members = new Map<string, string>();
  data.children.forEach((child, index) => {
    const name = child.name === 'Data' ? (child.attributes.get('Name') ?? `param${index + 1}`) : child.name;
    if (child.text !== '' || child.children.length > 0) {
      members.set(
        members.has(name) ? `${name}_${index + 1}` : name,
        child.children.length > 0 ? jsonOf(child) : jsonString(child.text),
      );
    }
  });
  return objectOf(members);
}

/** Any element: its text, or an object of its attributes and children. */
function jsonOf(element: XmlElement): string {
  if (element.children.length === 0 && element.attributes.size === 0) return jsonString(element.text);
  const members = new Map<string, string>();
  for (const [name, value] of element.attributes)
    if (!name.startsWith('xmlns')) members.set(name, jsonString(value));
  element.children.forEach((child, index) => {
    members.set(members.has(child.name) ? `${child.name}_${index + 1}` : child.name, jsonOf(child));
  });
  if (element.text.trim() !== '') members.set('text', jsonString(element.text));
  return objectOf(members);
}

function objectOf(members: ReadonlyMap<string, string>): string {
  return `{${[...members].map(([name, value]) => `${jsonString(name)}:${value}`).join(',')}}`;
}

function childOf(parent: XmlElement, name: string): XmlElement | undefined {
  return parent.children.find((child) => child.name === name);
}

function textOf(parent: XmlElement, name: string): string {
  return childOf(parent, name)?.text.trim() ?? '';
}
