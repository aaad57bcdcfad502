import { Validator } from '@seriousme/openapi-schema-validator';
import { afterEach, describe, expect, it } from 'vitest';
import { testServer } from '../test/support/http-server.js';
import type { HttpServer } from './server.js';

const open: HttpServer[] = [];

function server(...changes: Parameters<typeof testServer>): HttpServer {
  const created = testServer(...changes);
  open.push(created);
  return created;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((created) => created.close()));
});

describe('the server', () => {
  it('serves mounted routes beside its own', async () => {
    const host = server();
    host.mount(async (app) => {
      app.post('/data/', async (_request, reply) => reply.code(201).send({ id: '1' }));
    });
    const answer = await host.app.inject({ method: 'POST', url: '/data/', payload: {} });
    expect([answer.statusCode, answer.json()]).toEqual([201, { id: '1' }]);
  });
  it('x', async () => {
    const host = server();
    const answer = await host.app.inject({ url: '/api/openapi.json' });
    const v = await new Validator().validate(answer.json());
    expect(v).toEqual({ valid: true });
    console.log(Object.keys(answer.json().paths), JSON.stringify(answer.json().paths['/logs/'], null, 1));
  });
});
