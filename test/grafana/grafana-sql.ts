import type { Variable } from './provisioning.js';

/** What a variable is set to: texts chosen in a list or typed in a box, or All. */
export type Choice = 'all' | readonly string[];

/** A range and a step, as Grafana hands them to a panel. */
export interface Range {
  readonly from: Date;
  readonly to: Date;
  readonly intervalSeconds: number;
}

/**
 * A query as PostgreSQL gets it from Grafana: first the variables, each with its format, then `$__interval`, then the
 * macros of the data source (https://grafana.com/docs/grafana/latest/datasources/postgres/).
 *
 * @throws Error for a variable, a format or a macro that there is none of
 */
export function expand(
  sql: string,
  variables: readonly Variable[],
  choices: Record<string, Choice>,
  range: Range,
): string {
  const interpolated = sql.replace(/\$\{(\w+):(\w+)\}/g, (_, name: string, format: string) => {
    const variable = variables.find((known) => known.name === name);
    if (variable === undefined) throw new Error(`there is no variable ${name}`);
    return formatted(variable, choices[name] ?? 'all', format);
  });
  return interpolated
    .replaceAll('$__interval_ms', String(range.intervalSeconds * 1000))
    .replaceAll('$__interval', `${range.intervalSeconds}s`)
    .replace(/\$(__\w+)\(([^)]*)\)/g, (_, name: string, args: string) =>
      macro(
        name,
        args.split(',').map((arg) => arg.trim()),
        range,
      ),
    );
}

function formatted(variable: Variable, choice: Choice, format: string): string {
  if (format !== 'sqlstring') throw new Error(`variable ${variable.name} has the format ${format} in SQL`);
  if (choice === 'all') {
    if (variable.type === 'textbox') return "''";
    // A value for All of one's own is put in as it is.
    if (variable.includeAll && variable.allValue !== undefined) return variable.allValue;
    throw new Error(`variable ${variable.name} has no value for All`);
  }
  return choice.map((value) => `'${value.replaceAll("'", "''")}'`).join(',');
}

function macro(name: string, args: readonly string[], range: Range): string {
  const [column, step] = args;
  const [from, to] = [range.from, range.to].map((time) => `'${time.toISOString()}'`);
  switch (name) {
    case '__timeFilter':
      return `${column} BETWEEN ${from} AND ${to}`;
    case '__timeFrom':
      return from!;
    case '__timeTo':
      return to!;
    case '__timeGroup':
    case '__timeGroupAlias': {
      const seconds = Number(/^(\d+)s$/.exec(step ?? '')?.[1]);
      if (Number.isNaN(seconds)) throw new Error(`${name} has the step ${step}`);
      const group = `floor(extract(epoch from ${column})/${seconds})*${seconds}`;
      return name === '__timeGroup' ? group : `${group} AS "time"`;
    }
    default:
      throw new Error(`PostgreSQL's data source has no macro ${name}`);
  }
}
