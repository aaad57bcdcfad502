import { type Static, Type } from 'typebox';
import { digestOfFiles } from './file-contents.js';
import { OptionsReader } from './options-reader.js';
import { COMMON_KEYS, type PluginDescription, type PluginKind, type StageKind } from './plan.js';
import type { PluginLookup } from './plugin-lookup.js';
import { type Path, quote, suggestion } from './problem.js';
import type { Report, StageDraft } from './stage-drafts.js';
import { Duration, Size } from './units.js';

/** Limits of a sink's batches. */
export const BatchOptions = Type.Object(
  {
    max_events: Type.Integer({
      description: 'Events in a batch at most.',
      default: 10_000,
      minimum: 1,
      maximum: 1_000_000,
    }),
    max_bytes: Size({ description: 'Their size at most.', default: '8MiB', minimum: 1024, maximum: 2 ** 30 }),
    max_wait: Duration({
      description: 'How long the first event of a batch waits for others at most.',
      default: '200ms',
      minimum: 0,
      maximum: 60_000,
    }),
  },
  { description: 'A batch goes to the sink when the first of these limits is reached.', default: {} },
);

export type BatchOptions = Static<typeof BatchOptions>;

/** What is wrong with a filter and where (UTF-16 units from its start); undefined when nothing is. */
export type FilterCheck = (
  filter: string,
) => { readonly position: number; readonly message: string } | undefined;

export interface StageTools {
  readonly plugins: PluginLookup;
  readonly checkFilter: FilterCheck;
  /** What `queue: { type: auto }` stands for. */
  readonly automaticQueue: string;
  readonly report: Report;
}

const batchReader = new OptionsReader(BatchOptions);
/** One reader per schema: compiling one takes milliseconds. */
const readers = new WeakMap<object, OptionsReader>();

/** Reads a stage's keys into its draft and reports what is wrong with them. */
export async function checkStage(draft: StageDraft, tools: StageTools): Promise<void> {
  if (draft.body === undefined) return;
  const common = COMMON_KEYS[draft.kind];
  if (common.includes('inputs')) checkInputs(draft, tools.report);
  if (common.includes('when')) checkWhen(draft, tools);
  if (common.includes('batch')) draft.batch = readBatch(draft, tools.report);
  await findPlugin(draft, tools);
  if (draft.plugin === undefined) return;
  readOptions(draft, draft.plugin, tools.report);
  if (draft.plugin.unbatched === true && 'batch' in draft.body) {
    const message = `${quote(draft.type)} takes events as they come; batch means nothing to it`;
    tools.report.add([...draft.path, 'batch'], message, 'key');
  }
}

function checkInputs(draft: StageDraft, report: Report): void {
  const inputs = draft.body?.inputs;
  const path = [...draft.path, 'inputs'];
  if (inputs === undefined) {
    report.add(draft.path, `has no inputs; name the stages it reads, like inputs: [http]`, 'key');
  } else if (!Array.isArray(inputs)) {
    report.add(path, `must be a list of stage names, like [http], not ${quote(inputs)}`, 'value', inputs);
  } else if (inputs.length === 0) {
    report.add(path, 'must name a stage at least; the list is empty', 'value', inputs);
  } else {
    draft.inputs = readInputNames(inputs, path, report);
  }
}

function readInputNames(inputs: readonly unknown[], path: Path, report: Report): StageDraft['inputs'] {
  const names: StageDraft['inputs'] = [];
  inputs.forEach((name, index) => {
    if (typeof name !== 'string') {
      report.add([...path, index], `must be the name of a stage, not ${quote(name)}`, 'value', name);
    } else if (names.some((earlier) => earlier.name === name)) {
      report.add(
        [...path, index],
        `${quote(name)} stands here twice; its events would come twice`,
        'value',
        name,
      );
    } else {
      names.push({ name, index });
    }
  });
  return names;
}

function checkWhen(draft: StageDraft, { checkFilter, report }: StageTools): void {
  const when = draft.body?.when;
  if (when === undefined) return;
  const path = [...draft.path, 'when'];
  if (typeof when !== 'string') {
    report.add(path, `must be a filter, like "level:ERROR", not ${quote(when)}`, 'value', when);
    return;
  }
  draft.when = when;
  const mistake = checkFilter(when);
  if (mistake === undefined) return;
  report.add(path, `in the filter ${quote(when)}: ${mistake.message}`, { character: mistake.position }, when);
}

function readBatch(draft: StageDraft, report: Report): Record<string, unknown> {
  const batch = draft.body?.batch ?? {};
  const path = [...draft.path, 'batch'];
  if (typeof batch !== 'object' || Array.isArray(batch)) {
    report.add(
      path,
      `must be a map with ${batchReader.names.join(', ')}, not ${quote(batch)}`,
      'value',
      batch,
    );
    return {};
  }
  const { options, mistakes } = batchReader.read(batch);
  for (const { path: inner, message, target, value } of mistakes) {
    report.add([...path, ...inner], message, target, value);
  }
  return options;
}

async function findPlugin(draft: StageDraft, { plugins, automaticQueue, report }: StageTools): Promise<void> {
  const { kind } = draft;
  const type = draft.body?.type;
  const path = [...draft.path, 'type'];
  const names = kind === 'queue' ? ['auto', ...plugins.names(kind)] : plugins.names(kind);
  if (type === undefined) {
    report.add(draft.path, `has no type; the ${pluralOf(kind)} are ${[...names].sort().join(', ')}`, 'key');
    return;
  }
  if (typeof type !== 'string' || type === '') {
    report.add(path, `must be the name of a plugin, not ${quote(type)}`, 'value', type);
    return;
  }
  draft.type = kind === 'queue' && type === 'auto' ? automaticQueue : type;
  const found = await plugins.resolve(kind, draft.type);
  if (found === undefined) report.add(path, unknownPlugin(kind, draft.type, names, plugins), 'value', type);
  else if ('problem' in found) report.add(path, found.problem, 'value', type);
  else draft.plugin = found;
}

const KINDS: readonly PluginKind[] = ['source', 'queue', 'parser', 'transform', 'sink'];

function unknownPlugin(
  kind: StageKind,
  type: string,
  names: readonly string[],
  plugins: PluginLookup,
): string {
  const otherKind = KINDS.find((other) => other !== kind && plugins.names(other).includes(type));
  if (otherKind !== undefined) {
    return `${quote(type)} is a ${otherKind}, not a ${kind}; the ${pluralOf(kind)} are ${[...names].sort().join(', ')}`;
  }
  return `there is no ${kind} plugin ${quote(type)}${suggestion(type, names, `the ${pluralOf(kind)}`)}`;
}

function pluralOf(kind: PluginKind): string {
  return `${kind}s`;
}

function readOptions(draft: StageDraft, plugin: PluginDescription, report: Report): void {
  const schema = plugin.options;
  let reader = readers.get(schema);
  if (reader === undefined) {
    reader = new OptionsReader(schema);
    readers.set(schema, reader);
  }
  const common = COMMON_KEYS[draft.kind];
  const given = Object.fromEntries(Object.entries(draft.body ?? {}).filter(([key]) => !common.includes(key)));
  if (draft.kind === 'source' && 'inputs' in given) {
    delete given.inputs;
    report.add([...draft.path, 'inputs'], 'a source has no inputs; it takes its records from outside', 'key');
  }
  const { options, mistakes } = reader.read(given, common);
  for (const { path, message, target, value } of mistakes) {
    report.add([...draft.path, ...path], message, target, value);
  }
  draft.options = options;
  if (mistakes.length > 0) return;
  draft.files = plugin.files?.(options as never) ?? [];
  // Before the plugin reads them: what is written meanwhile is then told as a change, and not missed.
  if (draft.files.length > 0) draft.contents = digestOfFiles(draft.files);
  for (const { option, message } of plugin.check?.(options as never) ?? []) {
    report.add([...draft.path, option], message, 'value', options[option]);
  }
}
