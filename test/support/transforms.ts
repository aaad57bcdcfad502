import pino from 'pino';
import { Value } from 'typebox/value';
import { UserError } from '../../pipeline/errors.js';
import type { LogEvent } from '../../pipeline/event.js';
import type { Transform, TransformContext, TransformDefinition } from '../../pipeline/plugin.js';
import { RecordingTemplates } from './doubles.js';
import { parserSet } from './parsers.js';

/** A transform made as the engine makes it: options with their defaults, `check`, `create`; not started. */
export async function createTransform(
  definition: TransformDefinition,
  options: Record<string, unknown> = {},
): Promise<Transform> {
  const context: TransformContext = {
    name: 'stage',
    logger: pino({ level: 'silent' }),
    dataDir: '',
    parsers: parserSet(),
    templates: new RecordingTemplates(),
  };
  const filled = Value.Default(definition.options, { ...options }) as never;
  const [mistake] = definition.check?.(filled) ?? [];
  if (mistake !== undefined) throw new UserError(`${mistake.option}: ${mistake.message}`);
  return definition.create(filled, context);
}

/** The same for a transform on single events. */
export async function makeTransform(
  definition: TransformDefinition,
  options: Record<string, unknown> = {},
): Promise<(event: LogEvent) => LogEvent | null> {
  const transform = await createTransform(definition, options);
  return (event) => transform.event!(event);
}
