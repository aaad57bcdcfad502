import { pino } from 'pino';
import type { EventRecord } from '../../pipeline/event.js';
import { storableJson } from '../../pipeline/json-text.js';
import type { EncodingSink } from '../../pipeline/plugin.js';
import { describeSink } from '../../test/conformance/sinks.js';
import { asSink } from '../../test/support/batches.js';
import { LocalBus } from '../../test/support/doubles.js';
import { type FreshDatabase, freshDatabase } from '../../test/support/postgres.js';
import { migrate } from '../postgres/migrate.js';
import { PostgresStore } from '../postgres/store.js';
import definition from './postgres.js';

let database: FreshDatabase;

describeSink('postgres', {
  create: async () => {
    database = await freshDatabase();
    await migrate(database.url);
    const context = {
      ...{ name: 'store', logger: pino({ level: 'silent' }), dataDir: '', live: new LocalBus() },
      databaseUrl: database.url,
      upstream: new Set(['store']),
      queueHorizon: async () => 0,
    };
    return asSink(
      (await definition.create(
        { connections: 2, partition: 'auto', seal_after: 600_000, index_memory: 2 ** 26 },
        context,
      )) as EncodingSink,
    );
  },
  read: async () => {
    const store = new PostgresStore(database.url, 'test');
    const { logs } = await store.search({ order: 'asc', limit: 1000 });
    await store.close();
    return logs.map((text) => JSON.parse(text) as EventRecord);
  },
  dispose: () => database.drop(),
  kept: (event) => JSON.parse(storableJson(JSON.stringify(event))) as EventRecord,
});
