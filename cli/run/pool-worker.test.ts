import { expect, it } from 'vitest';
import { freshDatabase } from '../../test/support/postgres.js';
import { type StartError, startProgram } from '../../test/support/program.js';
import { POOL_WORKER } from './pool-worker.js';

it('ends a worker of a pool whose supervisor was gone before it was ready', async () => {
  const database = await freshDatabase();
  const start = startProgram({
    pipeline: 'sources: { http: { type: http } }\nsinks: { store: { type: postgres, inputs: [http] } }',
    environment: { DB_URL: database.url, [POOL_WORKER]: '1' },
  });
  // It has no ready block, and here nobody at the other end.
  const ended = await start.catch((error: StartError) => error.end);
  expect(ended).toEqual({ code: 0, signal: null });
  await database.drop();
});
