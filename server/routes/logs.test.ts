import { EventEmitter, once } from 'node:events';
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../pipeline/errors.js';
import type { LogPage, LogQuery } from '../../pipeline/store.js';
import { eventText, FailingStore, RecordingStore } from '../../test/support/doubles.js';
import { testServer } from '../../test/support/http-server.js';

async function search(query: string, store = new RecordingStore()) {
  return testServer({ store }).app.inject({ url: `/logs/${query}` });
}

/** What the store was asked for a query of the user's. */
async function asked(query: string): Promise<LogQuery> {
  const store = new RecordingStore();
  const answer = await search(query, store);
  expect(answer.json()).toEqual({ logs: [], next_cursor: null, truncated: false, searched_back_to: null });
  return store.queries[0]!;
}

async function refusal(query: string): Promise<string> {
  const store = new RecordingStore();
  const answer = await search(query, store);
  expect(answer.json()).toMatchObject({ statusCode: 400, error: 'Bad Request', code: expect.any(String) });
  expect(store.queries).toEqual([]);
  return answer.json().message;
}

describe('GET /logs/', () => {
  it('answers with the text of the events, so that no number changes', async () => {
    const event = eventText('7').replace(
      '"metadata":{}',
      '"metadata":{"big":12345678901234567890,"one":1.0}',
    );
    const answer = await search('', new RecordingStore([event], 'next"page'));
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.body).toBe(
      `{"logs":[${event}],"next_cursor":"next\\"page","truncated":false,"searched_back_to":null}`,
    );
  });

  it('asks for the newest 100 unless told', async () => {
    expect(await asked('')).toEqual({ order: 'desc', limit: 100 });
  });

  it('answers without the slash at the end too', async () => {
    const answer = await testServer().app.inject({ url: '/logs?limit=5' });
    expect(answer.statusCode).toBe(200);
  });

  it.each([
    ['?filter=status:>=500', 'status:>=500'],
    ['?level=ERROR', 'level:ERROR'],
    ['?level=warning&level=err', 'level:(WARN OR ERROR)'],
    ['?source=host3', 'source:"host3"'],
    ['?source=a%20b&source=c', 'source:("a b" OR "c")'],
    ['?application=say%20%22hi%22%20%5C', 'application:"say \\"hi\\" \\\\"'],
    ['?q=connection%20failed', '"connection failed"'],
    ['?q=a%20OR%20b*', '"a OR b*"'],
    ['?filter=a%20OR%20b&level=ERROR&q=c', '(a OR b) AND level:ERROR AND "c"'],
  ])('%s asks the store for %s', async (query, filter) => {
    expect((await asked(query)).filter).toBe(filter);
  });

  it('takes an empty value for one that was not given', async () => {
    expect(await asked('?filter=&level=&source=&application=&from=&to=&q=&limit=&cursor=&order=')).toEqual({
      order: 'desc',
      limit: 100,
    });
  });

  it('hands on limit, order and cursor', async () => {
    expect(await asked('?limit=1000&order=asc&cursor=a%2Bb')).toEqual({
      order: 'asc',
      limit: 1000,
      cursor: 'a+b',
    });
  });

  it('reads times', async () => {
    const query = await asked('?from=2025-11-11T10:00:00%2B01:00&to=2025-11-11T10:00:00.000001Z');
    expect(query.fromMicros).toBe(Date.UTC(2025, 10, 11, 9) * 1000);
    expect(query.toMicros).toBe(Date.UTC(2025, 10, 11, 10) * 1000 + 1);
  });

  it.each([
    ['?limit=0', 'query parameter "limit" is 0 but must be >= 1'],
    ['?limit=1001', 'query parameter "limit" is 1001 but must be <= 1000'],
    ['?limit=1e2', 'query parameter "limit" is "1e2" but must be integer'],
    ['?limit=0x10', 'query parameter "limit" is "0x10" but must be integer'],
    ['?limit=5&limit=6', 'query parameter "limit" is ["5","6"] but may be given only once'],
    ['?filter=a&filter=b', 'query parameter "filter" is ["a","b"] but may be given only once'],
    ['?order=up', 'query parameter "order" is "up" but must be one of desc, asc'],
    ['?limt=5', 'there is no query parameter "limt"; did you mean "limit"?'],
    ['?__proto__=5', 'there is no query parameter "__proto__"; there are filter, level,'],
    [
      '?level=ERORR',
      'query parameter "level" is "ERORR" but must be one of TRACE, DEBUG, INFO, WARN, ERROR, FATAL',
    ],
    ['?from=yesterday', 'query parameter "from" is "yesterday" but must be RFC 3339'],
    [
      '?to=-15',
      'query parameter "to" is "-15" but must be RFC 3339 such as 2025-11-11T10:20:30Z, or a duration',
    ],
    ['?from=-5m&to=-10m', 'must be before "to"'],
    [`?filter=${'x'.repeat(4097)}`, '(4097 characters) but must NOT have more than 4096 characters'],
  ])('refuses %s', async (query, message) => {
    expect(await refusal(query)).toContain(message);
  });

  it('shows the place of a mistake in the filter, also beside other parameters', async () => {
    const message = await refusal('?filter=level%3A(ERROR&level=INFO');
    expect(message).toMatch(/^filter, position 12: .*\n {2}level:\(ERROR\n {14}\^$/);
  });

  it('does not let a filter close the parentheses around it', async () => {
    expect(await refusal('?filter=a)%20OR%20(b&level=INFO')).toContain('filter, position 1:');
  });

  it('passes on what the store says of a cursor', async () => {
    const answer = await search('?cursor=x', new FailingStore(new UserError('"x" is no cursor')));
    expect(answer.json()).toMatchObject({ statusCode: 400, message: '"x" is no cursor' });
  });

  it('answers 503 with Retry-After while the store is away', async () => {
    const answer = await search('', new FailingStore());
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.json()).toEqual({
      statusCode: 503,
      code: 'LAF_AWAY',
      error: 'Service Unavailable',
      message: 'the database is away',
    });
  });

  it('keeps the details of a bug to itself', async () => {
    const answer = await search('', new FailingStore(new TypeError('secret')));
    expect(answer.json()).toMatchObject({ statusCode: 500, code: 'LAF_INTERNAL' });
    expect(answer.body).not.toContain('secret');
    expect(answer.json().message).toContain(answer.headers['x-request-id']);
  });

  it('stops the search of a client that goes away', async () => {
    const store = new SlowStore();
    const { url } = await testServer({ store }).listen();
    const call = request(`${url}/logs/`).end();
    call.on('error', () => {});
    const [signal] = (await once(store.asked, 'search')) as [AbortSignal];
    const aborted = once(signal, 'abort');
    call.destroy();
    await aborted;
  });
});

/** Searches until it is told to stop. */
class SlowStore extends RecordingStore {
  readonly asked = new EventEmitter();

  override search(_query: LogQuery, signal?: AbortSignal): Promise<LogPage> {
    this.asked.emit('search', signal);
    return new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(new Error('stopped')));
    });
  }
}

describe('GET /logs/{id}', () => {
  const app = () => testServer({ store: new RecordingStore([eventText('7')]) }).app;

  it('answers with the event as it is stored', async () => {
    expect((await app().inject({ url: '/logs/7' })).body).toBe(eventText('7'));
  });

  it('answers 404 where there is none', async () => {
    expect((await app().inject({ url: '/logs/8' })).json()).toEqual({
      statusCode: 404,
      code: 'LAF_NO_LOG',
      error: 'Not Found',
      message: 'there is no log with the id 8',
    });
  });

  it.each(['abc', '-1', '1.5', '9223372036854775808', '12345678901234567890', '%00', "1'--"])(
    'refuses the id %s',
    async (id) => {
      const answer = await app().inject({ url: `/logs/${id}` });
      expect(answer.statusCode).toBe(400);
      expect(answer.json().message).toContain('path parameter "id"');
    },
  );

  it('answers 503 while the store is away', async () => {
    const answer = await testServer({ store: new FailingStore() }).app.inject({ url: '/logs/7' });
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '1']);
  });
});
