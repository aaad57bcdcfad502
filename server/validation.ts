import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifyInstance, FastifySchemaValidationError } from 'fastify';
import { didYouMean, quote } from './parameters/quoting.js';
import { ParameterError } from './replies/errors.js';

const PLACES: Record<string, string> = {
  body: 'body',
  querystring: 'query parameter',
  params: 'path parameter',
  headers: 'header',
};

interface ObjectSchema {
  properties?: Record<string, { type?: string }>;
}

/**
 * Checks requests against their TypeBox schemas as they stand: nothing is removed and nothing is converted, save what
 * a query, which is text only, cannot say otherwise (see `readQuery`). Ajv's own conversion would also read `1e2`,
 * `0x10` and `" 5"` as integers, and take a list of one for its element.
 */
export function installValidation(app: FastifyInstance): void {
  const ajv = new Ajv({ useDefaults: true, verbose: true, strict: false });
  addFormats.default(ajv);
  app.setValidatorCompiler(({ schema, httpPart }) => {
    const validate = ajv.compile(schema as object);
    if (httpPart !== 'querystring') return (data: unknown) => verdict(validate, data);
    const properties = Object.entries((schema as ObjectSchema).properties ?? {});
    return (data: unknown) => {
      readQuery(data as Record<string, unknown>, properties);
      return verdict(validate, data);
    };
  });
  app.setSchemaErrorFormatter(
    (errors, place) => new ParameterError(explain(errors[0]!, PLACES[place] ?? place)),
  );
}

function verdict(validate: ValidateFunction, data: unknown) {
  return validate(data) ? { value: data } : { error: validate.errors as unknown as Error };
}

/** An empty value counts as not given (forms send those), digits as an integer, a single value as a list of one. */
function readQuery(query: Record<string, unknown>, properties: [string, { type?: string }][]): void {
  for (const [name, { type }] of properties) {
    const value = query[name];
    if (value === undefined) continue;
    if (value === '') delete query[name];
    else if (type === 'array') query[name] = [value].flat().filter((item) => item !== '');
    else if (type === 'integer' && typeof value === 'string' && /^-?\d{1,15}$/.test(value)) {
      query[name] = Number(value);
    }
  }
}

/** One sentence: where, the bad value and what is allowed. */
function explain(failure: FastifySchemaValidationError, place: string): string {
  const error = failure as unknown as ErrorObject;
  if (error.keyword === 'additionalProperties') return explainUnknown(error, place);
  if (error.keyword === 'required') {
    return `${nameOf(error, place)} must have the field ${quote(error.params.missingProperty)}`;
  }
  return `${nameOf(error, place)} is ${quote(error.data)} but ${allowed(error)}`;
}

function explainUnknown(error: ErrorObject, place: string): string {
  const unknown = String(error.params.additionalProperty);
  const known = Object.keys((error.parentSchema as ObjectSchema).properties ?? {});
  const hint = didYouMean(unknown, known) || (known.length > 0 ? `; there are ${known.join(', ')}` : '');
  return `there is no ${place === 'body' ? 'field' : place} ${quote(unknown)}${hint}`;
}

function nameOf(error: ErrorObject, place: string): string {
  const path = error.instancePath.slice(1).replaceAll('/', '.');
  return path === '' ? place : `${place} ${quote(path)}`;
}

function allowed(error: ErrorObject): string {
  if (Array.isArray(error.data) && error.keyword === 'type') return 'may be given only once';
  if (error.keyword === 'enum') return `must be one of ${error.params.allowedValues.join(', ')}`;
  const description = (error.parentSchema as { description?: string }).description;
  return error.keyword === 'pattern' && description !== undefined
    ? `must be: ${description}`
    : `${error.message}`;
}
