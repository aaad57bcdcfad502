import pino from 'pino';
import { Value } from 'typebox/value';
import type { LogEvent } from '../../pipeline/event.js';
import type { TransformContext, TransformDefinition } from '../../pipeline/plugin.js';
import { parserSet } from './parsers.js';

/** A transform on single events, made as the engine makes it: `create` with the defaults of the options filled in. */
export async function makeTransform(
  definition: TransformDefinition,
  options: Record<string, unknown> = {},
): Promise<(event: LogEvent) => LogEvent | null> {
  const context: TransformContext = {
    name: 'stage',
    logger: pino({ level: 'silent' }),
    dataDir: '',
    parsers: parserSet(),
  };
  const transform = await definition.create(
    Value.Default(definition.options, { ...options }) as never,
    context,
  );
  return (event) => transform.event!(event);
}
