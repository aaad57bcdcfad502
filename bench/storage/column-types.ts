import { ask, type Experiment, fill } from './trial.js';

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const TIMES = 'id bigint NOT NULL, "timestamp" timestamptz NOT NULL, received_at timestamptz NOT NULL';
const REST = 'message text NOT NULL, metadata jsonb NOT NULL';

function columns(level: string, text: string): string {
  const texts = ['source', 'application', 'format'].map((name) => `${name} ${text} NOT NULL`).join(', ');
  return `(${TIMES}, level ${level} NOT NULL, ${texts}, ${REST})`;
}

function selectLevel(level: string): string {
  return `SELECT id, "timestamp", received_at, ${level}, source, application, format, message, metadata FROM rows`;
}

const VARIANTS: Record<string, { definition: string; level: string; error: string }> = {
  'text COLLATE "C"': {
    definition: columns('text COLLATE "C"', 'text COLLATE "C"'),
    ...{ level: 'level', error: `'ERROR'` },
  },
  'text, collation of the database': {
    definition: columns('text', 'text'),
    ...{ level: 'level', error: `'ERROR'` },
  },
  'varchar(200)': {
    definition: columns('varchar(10) COLLATE "C"', 'varchar(200) COLLATE "C"'),
    ...{ level: 'level', error: `'ERROR'` },
  },
  'level an enum': {
    definition: columns('bench_level', 'text COLLATE "C"'),
    ...{ level: 'level::bench_level', error: `'ERROR'` },
  },
  'level a smallint': {
    definition: columns('smallint', 'text COLLATE "C"'),
    ...{ level: `array_position(ARRAY['${LEVELS.join("','")}'], level::text)::smallint`, error: '5' },
  },
};

export const columnTypes: Experiment = {
  question: 'column types of level, source, application and format',
  run: async (sql, rows) => {
    await sql.query(`CREATE TYPE bench_level AS ENUM ('${LEVELS.join("','")}')`);
    const figures: Awaited<ReturnType<Experiment['run']>> = {};
    for (const [name, { definition, level, error }] of Object.entries(VARIANTS)) {
      const filled = await fill(sql, rows, definition, selectLevel(level));
      const filter = await ask(
        sql,
        `SELECT count(*) FROM variant WHERE level = ${error} AND source = 'shop-01'`,
      );
      const sort = await ask(sql, 'SELECT source FROM variant ORDER BY source, application');
      figures[name] = { ...filled, filter_ms: filter.ms, sort_ms: sort.ms };
    }
    return figures;
  },
};
