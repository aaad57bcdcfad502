import { ask, type Experiment, fill, index } from './trial.js';

interface Variant {
  readonly definition: string;
  /** @param text words that stand beside each other */
  readonly condition: (text: string) => string;
}

const VARIANTS: Record<string, Variant> = {
  trigrams: {
    definition: 'gin (message gin_trgm_ops)',
    condition: (text) => `message ILIKE '%${text}%'`,
  },
  tsvector: {
    definition: `gin (to_tsvector('simple', message))`,
    condition: (text) => `to_tsvector('simple', message) @@ phraseto_tsquery('simple', '${text}')`,
  },
  'no index': {
    definition: 'brin (id)',
    condition: (text) => `message ILIKE '%${text}%'`,
  },
};
const TEXTS = {
  rare_word: 'printer',
  phrase: 'deadlock detected',
  part: 'lock detec',
  absent: 'xylophone',
  common: 'order',
};

export const textIndex: Experiment = {
  question:
    'words and phrases of the message: trigrams or tsvector; a part of a word is not found by tsvector',
  run: async (sql, rows) => {
    await sql.query('CREATE EXTENSION IF NOT EXISTS pg_trgm');
    await sql.query(`SET maintenance_work_mem = '64MB'; SET max_parallel_maintenance_workers = 0`);
    await fill(sql, rows, '(LIKE rows)');
    const figures: Awaited<ReturnType<Experiment['run']>> = {};
    for (const [name, { definition, condition }] of Object.entries(VARIANTS)) {
      const built = await index(sql, rows, definition);
      const asked: Record<string, number> = {};
      for (const [kind, text] of Object.entries(TEXTS)) {
        asked[`${kind}_ms`] = (await ask(sql, `SELECT count(*) FROM variant WHERE ${condition(text)}`)).ms;
      }
      figures[name] = { ...built, ...asked };
    }
    return figures;
  },
};
