import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  examplesOf,
  expectDocumented,
  mistakesOf,
  type Operation,
  operationsOf,
  type Schema,
} from '../support/openapi.js';
import { type FreshDatabase, freshDatabase } from '../support/postgres.js';
import { type RunningProgram, startProgram } from '../support/program.js';

/** Real answers of the whole program, held against its own description. */

vi.setConfig({ testTimeout: 120_000 });

const PIPELINE = `
sources: { http: { type: http } }
queue:   { type: disk }
transforms:
  parse:  { type: auto-detect, inputs: [http] }
  orders: { type: regex, inputs: [parse], when: "application:orders", pattern: 'order %{INT:order_id} done', on_mismatch: dead-letter }
sinks:
  store: { type: postgres, inputs: [orders], batch: { max_wait: 20ms } }
`;
/** Requests for each call; each run draws others. */
const RUNS = 25;

let database: FreshDatabase;
let program: RunningProgram;
let operations: Operation[];

beforeAll(async () => {
  database = await freshDatabase();
  program = await startProgram({ pipeline: PIPELINE, environment: { DB_URL: database.url } });
  for (const application of ['auth', 'orders']) await post('/data/', { message: 'seen', application });
  const answer = await fetch(`${program.url}/api/openapi.json`);
  operations = operationsOf((await answer.json()) as Parameters<typeof operationsOf>[0]).filter(
    ({ path }) => path !== '/ws/logs',
  );
  expect(operations.length).toBeGreaterThan(20);
});
afterAll(async () => {
  await program?.stop();
  await database?.drop();
});

function post(path: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${program.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

function headersOf(contentType: string | undefined): Record<string, string> {
  return contentType === undefined ? {} : { 'content-type': contentType };
}

interface Request {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function send({ method }: Operation, { path, headers, body }: Request) {
  const init = { method: method.toUpperCase(), headers, ...(body !== undefined && { body }) };
  const answer = await fetch(`${program.url}${path}`, init);
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', body: await answer.text() };
}

const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    '0',
    '-1',
    'null',
    '\u0000',
    "' OR 1=1 --",
    '%',
    '../..',
    '9'.repeat(30),
    'é'.repeat(2000),
    '{"a":1}',
  ),
);

/** A value of the schema, or nearly one. */
function valueFor(schema: Schema): fc.Arbitrary<unknown> {
  const known = [...(schema.enum ?? []), ...(schema.examples ?? [])];
  const odd = oddText as fc.Arbitrary<unknown>;
  const good = known.length > 0 ? [fc.constantFrom(...known)] : [];
  if (schema.type === 'integer') {
    const { minimum = -10, maximum = 10_000 } = schema;
    return fc.oneof(fc.integer({ min: minimum - 2, max: maximum + 2 }), odd, ...good);
  }
  if (schema.type === 'array') return fc.oneof(fc.array(valueFor(schema.items ?? {}), { maxLength: 5 }), odd);
  if (schema.type === 'object') {
    const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => [name, valueFor(field)]);
    return fc.oneof(fc.record(Object.fromEntries(fields), { requiredKeys: [] }), fc.jsonValue(), ...good);
  }
  return fc.oneof(odd, ...good);
}

function requestOf({ path, parameters = [], requestBody }: Operation): fc.Arbitrary<Request> {
  const named = (place: string) =>
    Object.fromEntries(
      parameters.filter(({ in: at }) => at === place).map(({ name, schema }) => [name, valueFor(schema)]),
    );
  const [type, media] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  const body =
    media === undefined
      ? fc.constant(undefined)
      : fc.oneof(valueFor(media.schema!), ...examplesOf(media).map((value) => fc.constant(value)));
  return fc
    .record({
      inPath: fc.record(named('path')),
      query: fc.record(named('query'), { requiredKeys: [] }),
      extra: fc.oneof(
        { weight: 9, arbitrary: fc.constant('') },
        { weight: 1, arbitrary: fc.constant('nonsense') },
      ),
      body,
      contentType: fc.oneof(
        { weight: 9, arbitrary: fc.constant(type) },
        { weight: 1, arbitrary: fc.constantFrom('text/plain', 'application/xml', 'x') },
      ),
    })
    .map(({ inPath, query, extra, body, contentType }) => {
      const at = path.replace(
        /\{(\w+)\}/g,
        (_, name: string) => encodeURIComponent(String(inPath[name]).toWellFormed()) || 'x',
      );
      const pairs = Object.entries(query).flatMap(([name, value]) =>
        [value].flat().map((item): [string, string] => [name, String(item)]),
      );
      if (extra !== '') pairs.push([extra, '1']);
      const search = new URLSearchParams(pairs).toString();
      return {
        path: search === '' ? at : `${at}?${search}`,
        headers: headersOf(body === undefined ? undefined : contentType),
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      };
    });
}

describe('the OpenAPI document', () => {
  it('has an example of every body, and each is what its schema says', () => {
    for (const { method, path, requestBody, responses } of operations) {
      const bodies = [...Object.values(responses), ...(requestBody ? [requestBody] : [])];
      for (const [type, media] of bodies.flatMap(({ content = {} }) => Object.entries(content))) {
        const examples = examplesOf(media);
        expect([method, path, type, examples.length > 0]).toEqual([method, path, type, true]);
        for (const example of examples)
          expect([method, path, mistakesOf(media.schema!, example)]).toEqual([method, path, '']);
      }
    }
  });

  it('says what every call answers to its own examples', async () => {
    for (const operation of operations) {
      const [type, media] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
      const body = media && JSON.stringify(examplesOf(media)[0]);
      const { logs } = (await (await fetch(`${program.url}/logs/?limit=1`)).json()) as {
        logs: { id: string }[];
      };
      const path = operation.path.replace('{id}', logs[0]!.id).replace('{key}', 'a.0.b');
      const headers = headersOf(type);
      const answer = await send(operation, { path, headers, ...(body && { body }) });
      expectDocumented(operation, answer);
      // There is no such letter, and a session is not needed.
      if (!path.startsWith('/dead-letters/a')) expect([path, answer.status < 300]).toEqual([path, true]);
    }
  });

  it('says what every call answers to anything, and that is never a failure of the server', async () => {
    for (const operation of operations) {
      const property = fc.asyncProperty(requestOf(operation), async (request) => {
        const answer = await send(operation, request);
        expect([request.path, answer.status < 500]).toEqual([request.path, true]);
        // Another path than the one that was meant: `..` in it, or nothing.
        if (answer.status !== 404 && answer.status !== 405) expectDocumented(operation, answer);
      });
      await fc.assert(property, { numRuns: RUNS });
    }
    expect((await fetch(`${program.url}/health`)).status).toBe(200);
    expect(program.stderr().includes('request failed')).toBe(false);
  });
});
