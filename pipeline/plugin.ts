import type { FastifyPluginAsync } from 'fastify';
import type { Logger } from 'pino';
import type { Static, TSchema } from 'typebox';
import type { OptionProblem, PluginDescription } from '../config/plan.js';
import type { Batch } from './batch.js';
import type { ParserSet } from './detection/parser-set.js';
import type { LogEvent } from './event.js';
import type { Intake } from './intake.js';
import type { LiveBus } from './live-bus.js';
import type { Queue } from './queue.js';
import type { Store } from './store.js';
import type { TemplateStore } from './templates/template-store.js';

/*
 * What a plugin is. A plugin module's default export is one definition (or an array of them). Its file is read in one
 * order: what it is called, its options with descriptions and an example, then the code.
 *
 * Life of every instance: create → start → work → stop, each once; `stop` may come without `start`, and nothing comes
 * after it. In a reload instances of the same stage live beside each other for a while: transforms and sinks always, sources
 * that have `startBeside`.
 */

/** What every plugin gets. */
export interface PluginContext {
  /** The stage's name in pipeline.yaml. */
  readonly name: string;
  readonly logger: Logger;
  /** Folder for what has to outlast a restart. */
  readonly dataDir: string;
}

// --- Sources ---

/** Takes records in and hands them to the intake; finds where records begin and end and nothing more. */
export interface Source {
  /** Resolves once it takes records. @throws EnvironmentError when it cannot (a port is taken). */
  start(): Promise<void>;
  /**
   * Takes nothing new and resolves once all it took is durable in the queue.
   *
   * @param replaced another instance goes on in this stage with the same intake, so that whoever is being served may be
   *   served to the end
   */
  stop(replaced?: boolean): Promise<void>;
  /**
   * Instead of `start`, in a reload: opens what none of those that leave has open; the rest follows with `takeOver`. A source
   * without it is started when those that leave have stopped.
   *
   * @throws EnvironmentError when it cannot; then nothing is open that was not before
   */
  startBeside?(leaving: readonly Source[]): Promise<void>;
  /** Takes over what those that leave have open (sockets, connections) and works from now on. They are stopped next. */
  takeOver?(): void;
  /** Where it listens or reads, for people: `udp://127.0.0.1:5514`. Known after start. */
  addresses?(): string[];
  /** Resolves once nothing more can come and all that came is durable (stdin has ended). Absent: something always can. */
  readonly finished?: Promise<void>;
}

export interface SourceContext extends PluginContext {
  readonly intake: Intake;
  /** The program's own HTTP server; routes are added in `create`. */
  readonly http: HttpHost;
  readonly store: Pick<Store, 'awaitCommit' | 'get'>;
}

export interface HttpHost {
  mount(routes: FastifyPluginAsync): void;
}

// --- Parsers ---

/** Returned by {@link Parser.parse} when the record is of its format and the event has been filled. */
export const CLAIMED = -1;

/** Reads one format. Stateless: the same record always gives the same. */
export interface Parser {
  /**
   * Fills `event`, whose message is the record, and returns {@link CLAIMED}; or leaves the event as it is and returns
   * the offset, 0 or more, of the character at which the record stopped being of this format.
   *
   * Never throws, and takes time linear in the length of the record.
   */
  parse(record: string, event: LogEvent): number;
}

// --- Transforms ---

/** Changes events on their way. Has `event` (most do) or, where work is better done for many at once, `batch`. */
export interface Transform {
  start?(): Promise<void>;
  stop?(): Promise<void>;
  /**
   * Changes one event in place and returns it; null leaves it out. A throw makes this one event a dead letter with the
   * error's message for its reason.
   */
  event?(event: LogEvent): LogEvent | null;
  /** The same for all events of a batch, in their order; events it leaves out are not in the result. */
  batch?(events: LogEvent[]): LogEvent[] | Promise<LogEvent[]>;
}

export interface TransformContext extends PluginContext {
  /** Every parser there is, for those who detect. */
  readonly parsers: ParserSet;
  /** The templates of messages that all workers share, for those who group messages. */
  readonly templates: TemplateStore;
}

// --- Sinks ---

/** Takes events to where they stay: a {@link Sink} as batches of them, an {@link EncodingSink} in a form of its own. */
interface SinkLife {
  start?(): Promise<void>;
  stop?(): Promise<void>;
  /** How many writes may be under way at once; 1 unless set. */
  readonly concurrency?: number;
}

export interface Sink extends SinkLife {
  /**
   * Resolves once the batch is safe. Must not change the events: other sinks have the same ones.
   *
   * Events that can never be stored: `batch.deliveries[…].reject`. A RetryableError is tried again with the same batch;
   * a PermanentError makes all its events dead letters; anything else stops the worker.
   */
  write(batch: Batch): Promise<void>;
}

/**
 * A sink that makes of each chunk's events what it will write as soon as they come. The events can go then, instead of
 * waiting for a full batch, where the collector copies them again and again: a third of a worker's time.
 */
export interface EncodingSink<Part = unknown> extends SinkLife {
  /** @param batch the events of one chunk. What is returned must not refer to them. */
  encode(batch: Batch): Part;
  /**
   * Resolves once all parts are safe. A RetryableError is tried again with the same parts; anything else stops the
   * worker, so records that can never be stored are the sink's own to set aside (`Delivery.letterOf`).
   */
  writeParts(parts: readonly Part[]): Promise<void>;
}

export type AnySink = Sink | EncodingSink;

export interface SinkContext extends PluginContext {
  readonly live: LiveBus;
  /** The database of this program. */
  readonly databaseUrl: string;
  /**
   * The sources and stages that events come through to this sink, its own name included. It follows pipeline.yaml: a
   * reload that keeps the sink may change it, while nothing is under way to it.
   */
  readonly upstream: ReadonlySet<string>;
  /** See {@link Queue.horizon}; the beginning of time for a queue that does not know. */
  readonly queueHorizon: () => Promise<number>;
}

// --- Queues ---

export interface QueueContext extends PluginContext {
  readonly redisUrl: string | undefined;
}

// --- Definitions ---

export interface DefinitionOf<Kind extends string, Options extends TSchema, Context, Instance>
  extends PluginDescription {
  readonly kind: Kind & PluginDescription['kind'];
  readonly options: Options;
  check?(options: Static<Options>): readonly OptionProblem[];
  files?(options: Static<Options>): readonly string[];
  create(options: Static<Options>, context: Context): Instance | Promise<Instance>;
}

export type SourceDefinition<O extends TSchema = TSchema> = DefinitionOf<'source', O, SourceContext, Source>;
export type TransformDefinition<O extends TSchema = TSchema> = DefinitionOf<
  'transform',
  O,
  TransformContext,
  Transform
>;
export interface SinkDefinition<O extends TSchema = TSchema>
  extends DefinitionOf<'sink', O, SinkContext, AnySink> {
  /** The sink wants every chunk at once and alone (a live feed): `batch:` does not apply to it. */
  readonly unbatched?: boolean;
}

export type QueueDefinition<O extends TSchema = TSchema> = DefinitionOf<'queue', O, QueueContext, Queue>;

/** A parser's name is the format it reads, as it stands in `format`. */
export interface ParserDefinition<O extends TSchema = TSchema>
  extends DefinitionOf<'parser', O, PluginContext, Parser> {
  /**
   * How special the format is, 0 to 100: detection asks special ones before general ones. 100 a vendor's own words,
   * 80 a format with a fixed frame (RFC 5424), 50 JSON, 20 a loose habit (logfmt), 0 plain text. Ties: by name.
   */
  readonly specificity: number;
  /**
   * The characters a record of this format can begin with, so that others are not asked; absent: any. Digits do not stand
   * for a record that begins like a sentence, `48 items sold`.
   */
  readonly leads?: string;
  /** Where records of this format are found: as records (unless told), as the message of an {@link envelope}, or as both. */
  readonly place?: 'record' | 'message' | 'both';
  /**
   * The programs whose messages these are, matched against the name that an envelope has for its program: messages of
   * others are not asked about. Where an envelope names none, or a container, all are.
   */
  readonly programs?: RegExp;
  /**
   * Groups of characters out of `=:"[{|\t(<%`: a record of this format has at least one of each group, so that it is not
   * asked about messages that do not (nearly all are plain sentences).
   */
  readonly needs?: readonly string[];
  /** Its message may be a record of another format, which is then read, too: syslog, what a container runtime writes. */
  readonly envelope?: boolean;
  /**
   * Name of the parser that claims records of this format in this one's stead, so that records that begin alike are read
   * once and not by one parser after the other. This one is asked only when it is named.
   */
  readonly readBy?: string;
  /** A record of this format, as its software writes it. */
  readonly sample: string;
}

export type PluginDefinition =
  | SourceDefinition
  | TransformDefinition
  | SinkDefinition
  | QueueDefinition
  | ParserDefinition;

export function defineSource<O extends TSchema>(definition: SourceDefinition<O>): SourceDefinition<O> {
  return definition;
}

export function defineTransform<O extends TSchema>(
  definition: TransformDefinition<O>,
): TransformDefinition<O> {
  return definition;
}

export function defineSink<O extends TSchema>(definition: SinkDefinition<O>): SinkDefinition<O> {
  return definition;
}

export function defineQueue<O extends TSchema>(definition: QueueDefinition<O>): QueueDefinition<O> {
  return definition;
}

export function defineParser<O extends TSchema>(definition: ParserDefinition<O>): ParserDefinition<O> {
  return definition;
}

export { Type } from 'typebox';
export { Duration, Size } from '../config/units.js';
export { Batch } from './batch.js';
export { EnvironmentError, PermanentError, QueueFullError, RetryableError, UserError } from './errors.js';
export { LogEvent, type Metadata } from './event.js';
export { LEVELS, type Level, levelOfSeverity, levelOfStatus, levelOfWord } from './level.js';
export { parseRfc3339 } from './time.js';
