import { expect } from 'vitest';

/** OIDs of pg_type. */
const TYPES = { text: 25, float8: 701, numeric: 1700, timestamptz: 1184 };

/** What PostgreSQL answered. */
export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: as pg has it
  rows: any[];
  /** Type OIDs by the columns' names. */
  types: Map<string, number>;
  names: string[];
}

/** Names of the columns of one type, in their order. */
export const columns = ({ types }: Answer, type: keyof typeof TYPES) =>
  [...types].filter(([, id]) => id === TYPES[type]).map(([name]) => name);

/** What each type of panel needs (https://grafana.com/docs/grafana/latest/panels-visualizations/). */
export const SHAPES: Record<string, (answer: Answer) => void> = {
  timeseries(answer) {
    expect([TYPES.numeric, TYPES.timestamptz]).toContain(answer.types.get('time'));
    expect(columns(answer, 'float8').length).toBeGreaterThan(0);
    // One column of text names the series, and then there is one of numbers.
    const texts = columns(answer, 'text');
    expect([[], ['metric']]).toContainEqual(texts);
    if (texts.length > 0) expect(columns(answer, 'float8')).toHaveLength(1);
    const times = answer.rows.map(({ time }) => Number(time));
    expect(times).toEqual([...times].sort((a, b) => a - b));
  },
  stat(answer) {
    expect(answer.rows).toHaveLength(1);
    expect(columns(answer, 'float8')).toEqual(answer.names);
    expect(answer.names).toHaveLength(1);
  },
  bargauge(answer) {
    expect(columns(answer, 'text')).toHaveLength(1);
    expect(columns(answer, 'float8')).toHaveLength(1);
    expect(answer.rows.length).toBeLessThanOrEqual(10);
  },
  logs(answer) {
    // The first time and the first text are the line's; the others are told by their names.
    expect(columns(answer, 'timestamptz')[0]).toBe('time');
    expect(columns(answer, 'text')[0]).toBe('message');
    for (const name of ['level', 'id']) expect(answer.types.get(name)).toBe(TYPES.text);
  },
  table(answer) {
    expect(answer.types.size).toBe(answer.names.length);
    // 64-bit integers would lose their last digits in JavaScript.
    const known = Object.values(TYPES);
    for (const [name, type] of answer.types) expect(known, name).toContain(type);
  },
};
