/*
 * Reads one XML document as machines write it: elements, attributes, text, CDATA. Strict, linear in its length, and
 * without what makes XML dangerous: a document type is refused, so there are no entities but the five and numbers.
 */

export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own text without that of its children. */
  readonly text: string;
}

/** Nothing that is logged nests deeper. */
const DEEPEST = 64;
const NAME = '[A-Za-z_][\\w.:-]{0,127}';
const OPENING = new RegExp(`<(${NAME})`, 'y');
const ATTRIBUTE = new RegExp(`\\s+(${NAME})\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`, 'y');
const OPENING_END = /\s*(\/?)>/y;
const CLOSING = new RegExp(`</(${NAME})\\s*>`, 'y');
const ENTITY = /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));|&/g;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const LAST_CODE_POINT = 0x10_ffff;

/** The root element; undefined for what is no XML, or goes on behind it. */
export function readXml(text: string): XmlElement | undefined {
  return new XmlReader(text).read();
}

interface Open {
  readonly name: string;
  readonly attributes: Map<string, string>;
  readonly children: XmlElement[];
  text: string;
}

class XmlReader {
  #at = 0;
  readonly #open: Open[] = [];
  #root: XmlElement | undefined;

  constructor(private readonly text: string) {}

  read(): XmlElement | undefined {
    while (this.#at < this.text.length) {
      if (!(this.text.charCodeAt(this.#at) === 60 ? this.#readMarkup() : this.#readText())) return undefined;
    }
    return this.#open.length === 0 ? this.#root : undefined;
  }

  #readText(): boolean {
    const next = this.text.indexOf('<', this.#at);
    const end = next < 0 ? this.text.length : next;
    const raw = this.text.slice(this.#at, end);
    this.#at = end;
    const open = this.#open.at(-1);
    if (open === undefined) return raw.trim() === '';
    const text = unescapeXml(raw);
    if (text === undefined) return false;
    open.text += text;
    return true;
  }

  #readMarkup(): boolean {
    if (this.text.startsWith('</', this.#at)) return this.#readClosing();
    if (this.text.startsWith('<![CDATA[', this.#at)) return this.#readSection();
    if (this.text.startsWith('<!--', this.#at)) return this.#skip('-->');
    if (this.text.startsWith('<?', this.#at)) return this.#skip('?>');
    return this.#readOpening();
  }

  #skip(end: string): boolean {
    const found = this.text.indexOf(end, this.#at + 2);
    this.#at = found + end.length;
    return found >= 0;
  }

  #readSection(): boolean {
    const open = this.#open.at(-1);
    const start = this.#at + '<![CDATA['.length;
    if (!this.#skip(']]>') || open === undefined) return false;
    open.text += this.text.slice(start, this.#at - 3);
    return true;
  }

  #readOpening(): boolean {
    const name = this.#match(OPENING)?.[1];
    if (name === undefined || this.#open.length >= DEEPEST || this.#root !== undefined) return false;
    const attributes = new Map<string, string>();
    for (let found = this.#match(ATTRIBUTE); found !== null; found = this.#match(ATTRIBUTE)) {
      const value = unescapeXml(found[2] ?? found[3]!);
      if (value === undefined || attributes.has(found[1]!)) return false;
      attributes.set(found[1]!, value);
    }
    const end = this.#match(OPENING_END);
    if (end === null) return false;
    this.#open.push({ name, attributes, children: [], text: '' });
    return end[1] === '' || this.#close(name);
  }

  #readClosing(): boolean {
    const name = this.#match(CLOSING)?.[1];
    return name !== undefined && this.#close(name);
  }

  #close(name: string): boolean {
    const element = this.#open.pop();
    if (element === undefined || element.name !== name) return false;
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#root = element;
    else parent.children.push(element);
    return true;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.text);
    if (match !== null) this.#at = pattern.lastIndex;
    return match;
  }
}

/** Undefined where an ampersand begins no entity that is known. */
function unescapeXml(text: string): string | undefined {
  if (!text.includes('&')) return text;
  let known = true;
  const plain = text.replace(
    ENTITY,
    (_, name: string | undefined, decimal: string | undefined, hex: string | undefined) => {
      const character = name === undefined ? characterOf(decimal, hex) : ENTITIES[name];
      known &&= character !== undefined;
      return character ?? '';
    },
  );
  return known ? plain : undefined;
}

function characterOf(decimal: string | undefined, hex: string | undefined): string | undefined {
  if (decimal === undefined && hex === undefined) return undefined;
  const code = decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal);
  if (code === 0 || code > LAST_CODE_POINT || (code >= 0xd800 && code <= 0xdfff)) return undefined;
  return String.fromCodePoint(code);
}
