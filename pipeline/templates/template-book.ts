import { createHash } from 'node:crypto';
import type { Template } from './template-store.js';
import { type Cluster, generalize, TemplateTree } from './template-tree.js';
import { shapeOf, tokensOf } from './tokens.js';

/** Shapes whose template is known without looking: where words vary without digits there is no end of them. */
const MOST_SHAPES = 50_000;
/** So much of the templates is forgotten at once when there are too many. */
const FORGOTTEN_SHARE = 0.1;
/** How old `lastSeenMillis` may be in the store. */
const SEEN_EVERY_MILLIS = 3_600_000;
/** Base 36: enough that among 100,000 templates no two are likely to have one id. It is in every row, so no more. */
const ID_DIGITS = 9;

interface KnownTemplate extends Cluster {
  readonly tokens: string[];
  firstSeenMillis: number;
  /** Arrival of the last message. */
  lastSeenMillis: number;
  /** As the store knows it. */
  storedSeenMillis: number;
  changed: boolean;
}

/** The templates that a worker knows, and which of them a message is of. */
export class TemplateBook {
  readonly #templates = new Set<KnownTemplate>();
  /** Ids that turned out to be another template's, as they are to be written down. */
  readonly #merged = new Map<string, Template>();
  #tree = new TemplateTree<KnownTemplate>();
  #shapes = new Map<number, KnownTemplate>();
  /** Whether texts have changed or come since {@link #unite}. */
  #textsChanged = false;

  /** @param most templates to keep; those that have not been seen for longest are forgotten */
  constructor(private readonly most: number) {}

  get size(): number {
    return this.#templates.size;
  }

  /** The id of the template that a message is of; a new one when it is like none. */
  idOf(message: string, nowMillis: number): string {
    const shape = shapeOf(message);
    let template = this.#shapes.get(shape);
    if (template === undefined) {
      template = this.#find(tokensOf(message), nowMillis);
      if (this.#shapes.size >= MOST_SHAPES) this.#shapes = new Map();
      this.#shapes.set(shape, template);
    }
    template.lastSeenMillis = nowMillis;
    return template.id;
  }

  /** What the store does not know yet. What could not be written there is to be given back: {@link notWritten}. */
  takeChanges(): Template[] {
    this.#unite();
    const changes = [...this.#merged.values()];
    this.#merged.clear();
    for (const template of this.#templates) {
      const { lastSeenMillis, storedSeenMillis } = template;
      if (!template.changed && lastSeenMillis - storedSeenMillis < SEEN_EVERY_MILLIS) continue;
      template.changed = false;
      template.storedSeenMillis = lastSeenMillis;
      changes.push(written(template));
    }
    return changes;
  }

  notWritten(changes: readonly Template[]): void {
    const ids = new Set(changes.map(({ id }) => id));
    for (const change of changes) {
      if (change.sameAs !== undefined) this.#merged.set(change.id, change);
    }
    for (const template of this.#templates) template.changed ||= ids.has(template.id);
  }

  /** Takes over what other workers have found, or this one before it was started again. */
  learn(templates: readonly Template[]): void {
    const byId = new Map([...this.#templates].map((template) => [template.id, template]));
    let dropped = false;
    for (const foreign of templates) {
      const own = byId.get(foreign.id);
      if (foreign.sameAs === undefined) {
        if (own === undefined) byId.set(foreign.id, this.#add(fromStore(foreign)));
        else join(own, foreign);
      } else if (own !== undefined) {
        const target = byId.get(foreign.sameAs);
        byId.delete(own.id);
        own.id = foreign.sameAs;
        if (target === undefined) byId.set(own.id, own);
        else this.#drop(own, target);
        dropped ||= target !== undefined;
      }
    }
    if (dropped) this.#replant();
    this.#textsChanged ||= templates.length > 0;
  }

  /** Templates that have come to the same text are one; the one found first gives the id. */
  #unite(): void {
    if (!this.#textsChanged) return;
    this.#textsChanged = false;
    const byText = new Map<string, KnownTemplate>();
    const bySeen = [...this.#templates].sort(foundFirst);
    for (const template of bySeen) {
      const text = template.tokens.join('');
      const first = byText.get(text);
      if (first === undefined) {
        byText.set(text, template);
      } else {
        this.#merged.set(template.id, { ...written(template), sameAs: first.id });
        this.#drop(template, first);
      }
    }
    if (byText.size < bySeen.length) this.#replant();
  }

  /** Another goes on in its place. */
  #drop(template: KnownTemplate, inFavourOf: KnownTemplate): void {
    const changed = generalize(inFavourOf.tokens, template.tokens);
    inFavourOf.changed ||= changed;
    this.#textsChanged ||= changed;
    this.#templates.delete(template);
  }

  #find(tokens: string[], nowMillis: number): KnownTemplate {
    const known = this.#tree.find(tokens);
    if (known !== undefined) {
      const changed = generalize(known.tokens, tokens);
      known.changed ||= changed;
      this.#textsChanged ||= changed;
      return known;
    }
    return this.#add({
      ...{ id: idOfText(tokens.join('')), tokens, changed: true },
      ...{ firstSeenMillis: nowMillis, lastSeenMillis: nowMillis, storedSeenMillis: nowMillis },
    });
  }

  #add(template: KnownTemplate): KnownTemplate {
    if (this.#templates.size >= this.most) this.#forget();
    this.#templates.add(template);
    this.#tree.add(template);
    this.#textsChanged = true;
    return template;
  }

  #forget(): void {
    const bySeen = [...this.#templates].sort((a, b) => a.lastSeenMillis - b.lastSeenMillis);
    for (const template of bySeen.slice(0, Math.ceil(this.most * FORGOTTEN_SHARE))) {
      this.#templates.delete(template);
    }
    this.#replant();
  }

  /** The tree of the templates there are now. */
  #replant(): void {
    this.#shapes = new Map();
    this.#tree = new TemplateTree();
    for (const template of this.#templates) this.#tree.add(template);
  }
}

function fromStore({ id, text, firstSeenMillis, lastSeenMillis }: Template): KnownTemplate {
  const storedSeenMillis = lastSeenMillis;
  return { id, tokens: tokensOf(text), firstSeenMillis, lastSeenMillis, storedSeenMillis, changed: false };
}

/** Both know it: a word varies when it does for either. */
function join(own: KnownTemplate, foreign: Template): void {
  const tokens = tokensOf(foreign.text);
  if (own.tokens.length !== tokens.length) return;
  generalize(own.tokens, tokens);
  own.firstSeenMillis = Math.min(own.firstSeenMillis, foreign.firstSeenMillis);
  own.changed = own.tokens.join('') !== foreign.text || own.firstSeenMillis < foreign.firstSeenMillis;
}

function written({ id, tokens, firstSeenMillis, lastSeenMillis }: KnownTemplate): Template {
  return { id, text: tokens.join(''), firstSeenMillis, lastSeenMillis };
}

/** The same order for whoever compares the two. */
function foundFirst(a: KnownTemplate, b: KnownTemplate): number {
  return a.firstSeenMillis - b.firstSeenMillis || (a.id < b.id ? -1 : 1);
}

/** Follows from the text, so that workers that meet the same message first agree. */
function idOfText(text: string): string {
  const number = createHash('sha256').update(text).digest().readUIntBE(0, 6);
  return `t${number.toString(36).padStart(ID_DIGITS, '0').slice(-ID_DIGITS)}`;
}
