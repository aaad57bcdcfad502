import { describe, expect, it } from 'vitest';
import { testServer } from '../../test/support/http-server.js';

async function parse(payload: unknown, headers: Record<string, string> = {}) {
  return testServer().app.inject({
    method: 'POST',
    url: '/parse/auto',
    headers: { 'content-type': 'application/json', ...headers },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  });
}

describe('POST /parse/auto', () => {
  it('shows how a record is read, its numbers as they were', async () => {
    const answer = await parse({ raw_log: 'answer=12345678901234567890' });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('"metadata":{"answer":12345678901234567890}');
    expect(answer.json()).toMatchObject({
      format: 'pair',
      event: { level: 'WARN', source: 'host1', message: 'answer=12345678901234567890', format: 'pair' },
      why: 'pair claimed it',
    });
  });

  it('keeps what no parser claims as plain', async () => {
    const answer = await parse({ raw_log: 'say "hi" \u0000 \ud800' });
    expect(answer.json()).toMatchObject({ format: 'plain', why: 'kept as plain: pair stopped at column 1' });
  });

  it.each([
    [{}, 'body must have the field "raw_log"'],
    [{ raw_log: '' }, 'body "raw_log" is "" but must NOT have fewer than 1 characters'],
    [{ raw_log: 5 }, 'body "raw_log" is 5 but must be string'],
    [{ raw_log: ['a'] }, 'body "raw_log" is ["a"] but'],
    [[], 'body is [] but'],
    [null, 'body is null but must be object'],
    [{ raw_log: 'a', rawlog: 'b' }, 'there is no field "rawlog"; did you mean "raw_log"?'],
  ])('refuses %j', async (payload, message) => {
    const answer = await parse(payload);
    expect(answer.json()).toMatchObject({ statusCode: 400, code: 'LAF_PARAMETER', error: 'Bad Request' });
    expect(answer.json().message).toContain(message);
  });

  it.each([
    ['{"raw_log":', {}, 400],
    ['', {}, 400],
    ['{"raw_log":"a","__proto__":{}}', {}, 400],
    ['raw_log=a', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    [JSON.stringify({ raw_log: 'x'.repeat(2 ** 20) }), {}, 413],
    [`{"raw_log":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, {}, 400],
  ])('refuses %.30s with %j by %i', async (payload, headers, statusCode) => {
    const answer = await parse(payload, headers);
    expect(answer.json()).toEqual({
      statusCode,
      code: expect.any(String),
      error: expect.any(String),
      message: expect.any(String),
    });
  });
});

it('GET /parse/formats lists the formats', async () => {
  const answer = await testServer().app.inject({ url: '/parse/formats' });
  expect(answer.json()).toEqual({
    formats: [{ name: 'pair', summary: 'One key and its value.', sample: 'answer=42' }],
  });
});

it('GET /parse/patterns lists the named patterns', async () => {
  const answer = await testServer().app.inject({ url: '/parse/patterns' });
  expect(answer.json()).toEqual({ patterns: { INT: '[+-]?\\d+' } });
});
