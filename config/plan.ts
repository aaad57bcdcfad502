import type { TSchema } from 'typebox';

export type StageKind = 'source' | 'queue' | 'transform' | 'sink';
export type PluginKind = StageKind | 'parser';

/** Keys that mean the same with every plugin of a kind, so no option can have their names. */
export const COMMON_KEYS: Readonly<Record<PluginKind, readonly string[]>> = {
  source: ['type'],
  queue: ['type'],
  transform: ['type', 'inputs', 'when'],
  sink: ['type', 'inputs', 'when', 'batch'],
  parser: [],
};

/** What the config needs to know of a plugin; the engine's `PluginDefinition` has the code too. */
export interface PluginDescription {
  readonly kind: PluginKind;
  /** What `type:` says, kebab-case. */
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** A TypeBox object (or a plain JSON Schema of one) with a `description`, and a `default` where there is one. */
  readonly options: TSchema;
  /** The stage as it would stand in pipeline.yaml. */
  readonly example: string;
  /** What is wrong with options that fit the schema: a pattern that cannot be compiled, a name that is not allowed. */
  check?(options: never): readonly OptionProblem[];
  /** Files and folders that an instance with these options reads when it is made: when they change, so has the stage. */
  files?(options: never): readonly string[];
  /** Why an instance cannot be replaced while the program runs, to follow "because"; absent: it can. */
  readonly restart?: string;
  /** Of a sink: it takes every chunk at once and alone, so `batch:` means nothing to it. */
  readonly unbatched?: boolean;
}

/** A mistake in one option, by its name. */
export interface OptionProblem {
  readonly option: string;
  readonly message: string;
}

/** A checked pipeline.yaml. Options have their defaults; durations are milliseconds, sizes bytes. */
export interface PipelinePlan {
  /** The file, for messages; relative plugin paths start from its folder. */
  readonly file: string;
  readonly sources: readonly StagePlan[];
  readonly queue: StagePlan;
  readonly transforms: readonly TransformPlan[];
  readonly sinks: readonly SinkPlan[];
}

export interface StagePlan {
  readonly name: string;
  readonly kind: StageKind;
  readonly type: string;
  readonly plugin: PluginDescription;
  readonly options: Readonly<Record<string, unknown>>;
  /** The files and folders that it reads when it is made. */
  readonly files: readonly string[];
  /** Digest of their contents when the file was checked. */
  readonly contents: string;
}

export interface TransformPlan extends StagePlan {
  readonly inputs: readonly string[];
  /** A filter; events it does not match pass unchanged. */
  readonly when?: string;
}

export interface SinkPlan extends StagePlan {
  readonly inputs: readonly string[];
  /** A filter; events it does not match are not given to this sink. */
  readonly when?: string;
  readonly batch: BatchLimits;
}

/** A batch goes to its sink when the first of these is reached. */
export interface BatchLimits {
  readonly maxEvents: number;
  readonly maxBytes: number;
  readonly maxWaitMillis: number;
}
