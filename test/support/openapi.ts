import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';

export interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly examples?: readonly unknown[];
}

interface Media {
  readonly schema?: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters?: readonly { in: 'path' | 'query' | 'header'; name: string; schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
}

/** The calls of an OpenAPI document. */
export function operationsOf(document: { paths: Record<string, Record<string, object>> }): Operation[] {
  return Object.entries(document.paths).flatMap(([path, calls]) =>
    Object.entries(calls).map(([method, call]) => ({ ...(call as Operation), method, path })),
  );
}

/** The examples of a body, wherever they stand. */
export function examplesOf({ schema, example, examples }: Media): unknown[] {
  const named = Object.values(examples ?? {}).map(({ value }) => value);
  return [...(example === undefined ? [] : [example]), ...named, ...(schema?.examples ?? [])];
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);

/** What is wrong with a value by its schema; '' where nothing is. */
export function mistakesOf(schema: Schema, value: unknown): string {
  const validate = ajv.compile(schema);
  return validate(value) ? '' : ajv.errorsText(validate.errors);
}

/** Expects what the document says: a status code of the call, and a body as it is described. */
export function expectDocumented(
  { method, path, responses }: Operation,
  { status, type, body }: { status: number; type: string; body: string },
): void {
  const call = `${method} ${path}`;
  expect([call, Object.keys(responses)]).toEqual([call, expect.arrayContaining([String(status)])]);
  const { content } = responses[status]!;
  if (content === undefined) {
    expect([call, status, body]).toEqual([call, status, '']);
    return;
  }
  const media = type.split(';', 1)[0]!;
  expect([call, status, Object.keys(content)]).toEqual([call, status, expect.arrayContaining([media])]);
  if (media !== 'application/json') return;
  expect([call, status, mistakesOf(content[media]!.schema!, JSON.parse(body))]).toEqual([call, status, '']);
}
