import swagger from '@fastify/swagger';
import Fastify, { type FastifyPluginAsync } from 'fastify';
import { expect, it } from 'vitest';
import { RecordingIntake } from '../../../test/support/recording-intake.js';
import { sourceContext } from '../../../test/support/source-context.js';
import http from '../http.js';

it('the calls are in the API documentation with their bodies and answers', async () => {
  const app = Fastify();
  await app.register(swagger, { openapi: { openapi: '3.1.0' } });
  await http.create(
    { path: '/data', max_body: 1024, max_record: 1024, commit_timeout: 1000 },
    {
      ...sourceContext(new RecordingIntake()),
      http: { mount: (routes: FastifyPluginAsync) => void app.register(routes) },
    },
  );
  await app.ready();
  const { paths } = app.swagger() as { paths: Record<string, { post: Call }> };
  expect(Object.keys(paths)).toEqual(['/data/', '/data/fast', '/data/batch']);
  const { single, batch } = { single: paths['/data/']!.post, batch: paths['/data/batch']!.post };
  expect(single.requestBody.content['application/json']!.schema).toMatchObject({ required: ['message'] });
  expect(Object.keys(single.responses)).toEqual([
    '200',
    '201',
    '202',
    '400',
    '413',
    '415',
    '422',
    '429',
    '503',
  ]);
  expect(Object.keys(batch.requestBody.content)).toEqual([
    'application/json',
    'application/x-ndjson',
    'text/plain',
  ]);
  await app.close();
});

interface Call {
  requestBody: { content: Record<string, { schema: object }> };
  responses: Record<string, object>;
}
