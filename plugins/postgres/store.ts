import type pg from 'pg';
import type {
  KeptLetter,
  LetterConditions,
  LetterPage,
  LetterPlace,
  LetterQuery,
  LetterStore,
  MarkedPage,
  MarkPosition,
} from '../../pipeline/dead-letters.js';
import type { DeadLetter } from '../../pipeline/delivery.js';
import { UserError } from '../../pipeline/errors.js';
import type { ArrivalQuery, Arrived } from '../../pipeline/live-history.js';
import type { CommitOutcome, EventText, LogPage, LogQuery, Store } from '../../pipeline/store.js';
import type { Template, TemplateNews, TemplateStore } from '../../pipeline/templates/template-store.js';
import { arrivals } from './arrivals.js';
import { inSnapshot } from './cancellable.js';
import { CommitWatch } from './commit-watch.js';
import { limitQueries } from './counting.js';
import { BEGIN_BOUNDED, createPool, databaseError, TRANSACTION_MILLIS, withClient } from './database.js';
import { insertDeadLetters, settleReplays } from './dead-letters.js';
import { dropLetters, findLetter, listLetters } from './dead-letters-query.js';
import { markLetters } from './dead-letters-replay.js';
import { PostgresQuestions } from './questions.js';
import { findLog, searchLogs } from './search.js';
import { exchangeTemplates, forgetTemplates } from './templates.js';

const CONNECTIONS = 8;

/** The store on the tables of schema `laf`. */
export class PostgresStore implements Store, LetterStore, TemplateStore {
  readonly pool: pg.Pool;
  readonly questions: PostgresQuestions;
  readonly #commits: CommitWatch;

  /** @param budgetMillis what a search may take before its answer is cut short; see counting.ts unless told */
  constructor(
    url: string,
    readonly description: string,
    private readonly budgetMillis?: number,
  ) {
    this.pool = createPool({ url, max: CONNECTIONS, name: 'store' });
    this.questions = new PostgresQuestions(this.pool, budgetMillis);
    this.#commits = new CommitWatch(this.pool);
  }

  async search(query: LogQuery, signal?: AbortSignal): Promise<LogPage> {
    return inSnapshot(this.pool, signal, (client) => searchLogs(client, query, this.budgetMillis));
  }

  async get(id: string): Promise<EventText | undefined> {
    return inSnapshot(this.pool, undefined, async (client) => {
      await limitQueries(client);
      return findLog(client, id);
    });
  }

  arrivals(query: ArrivalQuery, signal: AbortSignal): AsyncGenerator<Arrived[]> {
    return arrivals(this.pool, query, signal);
  }

  awaitCommit(chunkId: string, timeoutMillis: number): Promise<CommitOutcome> {
    return this.#commits.wait(chunkId, timeoutMillis);
  }

  async keepDeadLetters(letters: readonly DeadLetter[], replayed?: string): Promise<void> {
    if (replayed === undefined) await this.#ask((client) => insertDeadLetters(client, letters));
    else await this.#transact((client) => settleReplays(client, [replayed], letters));
  }

  listLetters(query: LetterQuery): Promise<LetterPage> {
    return this.#ask((client) => listLetters(client, query));
  }

  getLetter(key: string): Promise<KeptLetter | undefined> {
    return this.#ask((client) => findLetter(client, key));
  }

  dropLetters(conditions: LetterConditions): Promise<number> {
    return this.#ask((client) => dropLetters(client, conditions));
  }

  markLetters(
    conditions: LetterConditions,
    sinksOf: (place: LetterPlace) => readonly string[] | undefined,
    position?: MarkPosition,
  ): Promise<MarkedPage> {
    return this.#transact((client) => markLetters(client, conditions, sinksOf, position));
  }

  exchangeTemplates(changed: readonly Template[], since?: string): Promise<TemplateNews> {
    return this.#transact((client) => exchangeTemplates(client, changed, since));
  }

  async forgetTemplates(unseenSinceMillis: number): Promise<void> {
    await this.#ask((client) => forgetTemplates(client, unseenSinceMillis));
  }

  async countDeadLetters(): Promise<number> {
    return this.#ask(async (client) => {
      const { rows } = await client.query('SELECT count(*)::int AS letters FROM laf.dead_letters');
      return rows[0].letters as number;
    });
  }

  async check(): Promise<void> {
    await this.#ask((client) => client.query('SELECT FROM laf.migrations LIMIT 1'));
  }

  async close(): Promise<void> {
    this.#commits.close();
    await this.pool.end();
  }

  #transact<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    return this.#ask(async (client) => {
      await client.query(BEGIN_BOUNDED);
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    }, TRANSACTION_MILLIS);
  }

  async #ask<T>(work: (client: pg.PoolClient) => Promise<T>, limitMillis?: number): Promise<T> {
    try {
      return await withClient(this.pool, work, limitMillis);
    } catch (error) {
      throw error instanceof UserError ? error : databaseError(error);
    }
  }
}
