import pg from 'pg';
import { expect } from 'vitest';
import { type FreshDatabase, freshDatabase } from './postgres.js';
import { type RunningProgram, startProgram } from './program.js';
import { openTcp, post, sendTcp, sendUdp } from './senders.js';

/** By its application a record goes through a transform that changes its metadata, or a filter that looks into them. */
const PIPELINE = `
sources:
  http:   { type: http }
  syslog: { type: syslog, listen: ["udp://127.0.0.1:0", "tcp://127.0.0.1:0"] }
queue:    { type: disk }
transforms:
  parse:  { type: auto-detect, inputs: [http, syslog] }
  team:   { type: add-fields, inputs: [parse], when: "application:*-changed", fields: { team: identity } }
  drop:   { type: drop, inputs: [team], when: "application:*-looked AND nothing:here" }
sinks:
  store:  { type: postgres, inputs: [drop], batch: { max_wait: 20ms } }
  live:   { type: live, inputs: [drop] }
`;

export const TRANSPORTS = ['http', 'tcp', 'udp'] as const;
export type Transport = (typeof TRANSPORTS)[number];

export interface StoredRow {
  id: string;
  timestamp: string;
  format: string;
  message: string;
  /** As PostgreSQL prints it, so that numbers keep their digits. */
  metadata: string;
}

export interface Letter {
  reason: string;
  sqlstate: string | null;
  column_name: string | null;
  raw: Buffer;
}

/** The built program with all network sources, fed with records that hold a tag by which they are found again. */
export class FedProgram {
  private constructor(
    readonly program: RunningProgram,
    private readonly database: FreshDatabase,
    readonly client: pg.Client,
  ) {}

  static async start(): Promise<FedProgram> {
    const database = await freshDatabase();
    const program = await startProgram({ pipeline: PIPELINE, environment: { DB_URL: database.url } });
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    return new FedProgram(program, database, client);
  }

  async end(): Promise<void> {
    await this.program.stop();
    await this.client.end();
    await this.database.drop();
  }

  get tcpPort(): number {
    return this.program.syslogPort('tcp');
  }

  get udpPort(): number {
    return this.program.syslogPort('udp');
  }

  openTcp() {
    return openTcp(this.tcpPort);
  }

  post(path: string, body: string | Uint8Array<ArrayBuffer>, headers?: Record<string, string>) {
    return post(`${this.program.url}${path}`, body, headers);
  }

  /** Sends records side by side: lines of one text body, lines of one connection, or datagrams. */
  async send(transport: Transport, records: readonly (string | Buffer)[]): Promise<void> {
    const buffers = records.map((record) => Buffer.from(record));
    const lines = Buffer.concat(buffers.flatMap((record) => [record, Buffer.from('\n')]));
    if (transport === 'udp') await sendUdp(this.udpPort, buffers);
    else if (transport === 'tcp') await sendTcp(this.tcpPort, lines);
    else {
      const answer = await this.post('/data/batch', lines, { 'content-type': 'text/plain' });
      expect(answer).toEqual({ status: 202, text: `{"accepted":${records.length},"rejected":[]}` });
    }
  }

  async rows(tag: string): Promise<StoredRow[]> {
    const { rows } = await this.client.query<StoredRow>(
      `SELECT id, to_json("timestamp" AT TIME ZONE 'UTC')#>>'{}' AS "timestamp", format, message, metadata::text
       FROM laf.logs WHERE application = $1 OR message LIKE '%' || $1 || '%' ORDER BY id`,
      [tag],
    );
    return rows;
  }

  async letters(tag: string): Promise<Letter[]> {
    const { rows } = await this.client.query<Letter>(
      `SELECT reason, sqlstate, column_name, raw FROM laf.dead_letters
       WHERE position(convert_to($1, 'UTF8') in raw) > 0 ORDER BY event_id`,
      [tag],
    );
    return rows;
  }

  /** Waits until so many records with the tag have come to an end, as rows or dead letters. */
  async settled(tag: string, count: number): Promise<{ rows: StoredRow[]; letters: Letter[] }> {
    const read = async () => ({ rows: await this.rows(tag), letters: await this.letters(tag) });
    await expect
      .poll(
        async () => {
          const { rows, letters } = await read();
          return rows.length + letters.length;
        },
        { timeout: 25_000, interval: 20 },
      )
      .toBeGreaterThanOrEqual(count);
    return read();
  }

  async expectHealthy(): Promise<void> {
    const response = await fetch(`${this.program.url}/health`);
    expect(response.status, await response.text()).toBe(200);
    expect(this.program.stderr()).not.toMatch(/worker failed|"level":[56]0/);
  }
}

/** A record as a JSON object; `members` are added as they are written. */
export function record(application: string, message: string, members = ''): string {
  return `{"application":"${application}","message":"${message}"${members && `,${members}`}}`;
}
