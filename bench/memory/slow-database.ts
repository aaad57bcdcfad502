import pg from 'pg';

const SLOW = `
  CREATE FUNCTION laf.slow() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_sleep(SECONDS); RETURN NULL; END $$;
  CREATE TRIGGER slow AFTER INSERT ON laf.ledger FOR EACH STATEMENT EXECUTE FUNCTION laf.slow()`;

/** A database of its own for one run, with as many bytes of rows per second as a slow disk would give. */
export class SlowDatabase {
  private constructor(
    readonly url: string,
    private readonly name: string,
    private readonly server: string,
  ) {}

  static async create(server: string): Promise<SlowDatabase> {
    const name = `memory_${process.pid}_${Date.now()}`;
    const url = new URL(server);
    url.pathname = `/${name}`;
    const database = new SlowDatabase(url.href, name, server);
    await query(server, `CREATE DATABASE ${name}`);
    return database;
  }

  /** Every transaction that stores a batch takes so much longer from now on. The tables have to be there. */
  async slowDown(seconds: number): Promise<void> {
    await query(this.url, SLOW.replace('SECONDS', String(seconds)));
  }

  async storedRows(): Promise<number> {
    const rows = await query(this.url, 'SELECT coalesce(sum(stored), 0)::int AS n FROM laf.ledger');
    return rows[0].n;
  }

  async drop(): Promise<void> {
    await query(this.server, `DROP DATABASE IF EXISTS ${this.name} WITH (FORCE)`);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: rows are what the query says.
async function query(url: string, sql: string): Promise<any[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows ?? [];
  } finally {
    await client.end();
  }
}
