import { type Document, isCollection, isScalar, LineCounter, parseDocument, type Scalar, visit } from 'yaml';
import { formatPath, type Path, type Problem } from './problem.js';
import { scalarOffsets } from './scalar-offsets.js';
import { MaskedText, resolveReference, type Variables } from './variables.js';
import { findNode, pathOf } from './yaml-path.js';

/** What a problem points at: the key, the value, or a character (UTF-16 unit) inside a text. */
export type Target = 'key' | 'value' | { readonly character: number };

const MAX_LENGTH = 1024 * 1024;
/** Far deeper than any pipeline, far shallower than the stack. */
const MAX_DEPTH = 64;
/** How many times over aliases may repeat what the file has. */
const MAX_ALIASES = 100;

/** Mistakes of the text that leave the rest of it readable. */
const HARMLESS: ReadonlySet<string> = new Set(['DUPLICATE_KEY']);

/** A YAML file: its value with the variables filled in, and where each part of it stands. Never throws. */
export class YamlSource {
  /** Mistakes of the YAML itself, and of its variables. */
  readonly problems: Problem[] = [];
  /** The file's value; undefined when it cannot be read. Parts with a variable that is not set are ''. */
  readonly data: unknown;
  readonly #variables: Variables;
  readonly #lines = new LineCounter();
  #text = new MaskedText('');
  #document: Document.Parsed | undefined;

  constructor(text: string, variables: Variables) {
    this.#variables = variables;
    try {
      this.data = this.#read(text);
    } catch (error) {
      // Reserved characters, aliases that multiply beyond measure: the whole file cannot be read.
      this.problems.push(this.#problemAt(0, '', (error as Error).message));
    }
  }

  /** A mistake at `path`; where the path is missing in the file, the nearest part above it is pointed at. */
  problem(path: Path, message: string, target: Target = 'value', value?: unknown): Problem {
    const exact = typeof target === 'object' ? this.#offsetWithin(path, target.character) : undefined;
    const lost = typeof target === 'object' && exact === undefined;
    return this.#problemAt(
      exact ?? this.#offsetOf(path, target === 'key' ? 'key' : 'value'),
      formatPath(path),
      lost ? `${message} (at its character ${target.character + 1})` : message,
      value,
    );
  }

  #read(text: string): unknown {
    if (text.length > MAX_LENGTH) throw new RangeError(`the file is longer than ${MAX_LENGTH} characters`);
    this.#text = new MaskedText(text);
    const document = parseDocument(this.#text.masked, {
      lineCounter: this.#lines,
      prettyErrors: false,
      logLevel: 'error',
      merge: true,
    });
    this.#document = document;
    this.#reportYaml(document);
    const readable = document.errors.every(({ code }) => HARMLESS.has(code)) && this.#checkNodes(document);
    if (!readable) return undefined;
    this.#fillIn(document);
    return document.toJS({ maxAliasCount: MAX_ALIASES }) ?? null;
  }

  /** One mistake a line: the reader tends to stumble several times over the same one. */
  #reportYaml(document: Document.Parsed): void {
    const lines = new Set<number>();
    for (const { pos, code, message } of [...document.errors, ...document.warnings]) {
      const problem = this.#problemAt(pos[0], '', explainYaml(code, this.#plain(message)));
      if (!lines.has(problem.line)) this.problems.push(problem);
      lines.add(problem.line);
    }
  }

  /** Finds aliases that lead nowhere or into themselves, and nesting beyond measure. */
  #checkNodes(document: Document.Parsed): boolean {
    const before = this.problems.length;
    visit(document, {
      Alias: (_key, alias, ancestors) => {
        const target = alias.resolve(document);
        if (target !== undefined && !ancestors.includes(target)) return;
        const fault = target === undefined ? 'is set nowhere before it' : 'holds itself';
        this.problems.push(
          this.#problemAt(alias.range?.[0] ?? 0, '', `the anchor "${alias.source}" ${fault}`),
        );
      },
      Collection: (_key, node, ancestors) => {
        if (ancestors.filter(isCollection).length <= MAX_DEPTH) return;
        this.problems.push(
          this.#problemAt(node.range?.[0] ?? 0, '', `nested deeper than ${MAX_DEPTH} levels`),
        );
        return visit.BREAK;
      },
    });
    return this.problems.length === before;
  }

  #fillIn(document: Document.Parsed): void {
    visit(document, {
      Scalar: (_key, node, ancestors) => {
        if (typeof node.value !== 'string' || !this.#text.has(node.value)) return;
        const path = pathOf(node, ancestors);
        const value = this.#text.unmask(node.value, (source) => {
          const resolved = resolveReference(source, this.#variables);
          if ('value' in resolved) return resolved.value;
          this.problems.push(this.problem(path, resolved.mistake, 'value', source));
          return '';
        });
        node.value = node.type === 'PLAIN' && node.tag === undefined ? plainValue(document, value) : value;
      },
    });
  }

  #offsetOf(path: Path, target: 'key' | 'value'): number {
    if (this.#document === undefined) return 0;
    const { node, key, complete } = findNode(this.#document, path);
    const isEmpty = node?.range === undefined || node.range === null || node.range[0] === node.range[1];
    const pointsAtKey = target === 'key' || !complete || isEmpty;
    return (pointsAtKey ? (key ?? node) : node)?.range?.[0] ?? 0;
  }

  #offsetWithin(path: Path, character: number): number | undefined {
    if (this.#document === undefined) return undefined;
    const { node, complete } = findNode(this.#document, path);
    if (!complete || node?.range === undefined || node.range === null) return undefined;
    const [start, end] = node.range;
    const source = this.#text.masked.slice(start, end);
    const offsets = scalarOffsets(source, (node as Scalar).type, start, (mask) => this.#plain(mask).length);
    return offsets?.[character] ?? (offsets?.length === character ? end : undefined);
  }

  /** `text` with its masks replaced by what they stand for, or else by how they were written. */
  #plain(text: string): string {
    return this.#text.unmask(text, (source) => {
      const resolved = resolveReference(source, this.#variables);
      return 'value' in resolved ? resolved.value : source;
    });
  }

  #problemAt(offset: number, path: string, message: string, value?: unknown): Problem {
    const { line, col } = this.#lines.linePos(offset);
    return {
      line: Math.max(line, 1),
      column: Math.max(col, 1),
      path,
      message,
      ...(value !== undefined && { value }),
    };
  }
}

/** A plain scalar's text may be a number, a boolean or null once its variables are filled in. */
function plainValue(document: Document.Parsed, text: string): unknown {
  for (const tag of document.schema.tags) {
    if (tag.collection === undefined && tag.default === true && tag.test?.test(text) === true) {
      const value = tag.resolve?.(text, () => {}, document.options);
      return isScalar(value) ? value.value : value;
    }
  }
  return text;
}

function explainYaml(code: string, message: string): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return 'this key stands here twice; keys must be unique';
    case 'MULTIPLE_DOCS':
      return 'the file has several documents ("---"); only one is allowed';
    case 'RESOURCE_EXHAUSTION':
      return `nested deeper than ${MAX_DEPTH} levels`;
    default:
      return `wrong YAML: ${message}`;
  }
}
