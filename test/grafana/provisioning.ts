import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** What of Grafana's classic dashboard JSON the tests look at. */
export interface Target {
  refId: string;
  datasource: { type: string; uid: string };
  rawSql?: string;
  format?: string;
  expr?: string;
}

export interface Panel {
  id: number;
  type: string;
  title: string;
  description?: string;
  datasource?: { type: string; uid: string };
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: Target[];
  interval?: string;
  fieldConfig?: { overrides: { matcher: { id: string; options: string } }[] };
}

export interface Variable {
  name: string;
  type: 'query' | 'custom' | 'textbox';
  query: string;
  datasource?: { type: string; uid: string };
  includeAll?: boolean;
  allValue?: string;
}

export interface Dashboard {
  uid: string;
  title: string;
  schemaVersion: number;
  panels: Panel[];
  templating: { list: Variable[] };
}

export interface Rule {
  uid: string;
  title: string;
  condition: string;
  data: {
    refId: string;
    datasourceUid: string;
    model: { refId: string; rawSql?: string; expr?: string; expression?: string; type?: string };
  }[];
  annotations: Record<string, string>;
}

export const FOLDER = join(import.meta.dirname, '../../config/grafana');

export function readYaml<T>(path: string): T {
  return parse(readFileSync(join(FOLDER, path), 'utf8')) as T;
}

export const DASHBOARDS: readonly Dashboard[] = readdirSync(join(FOLDER, 'dashboards'))
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(join(FOLDER, 'dashboards', name), 'utf8')) as Dashboard);

export const RULES: readonly Rule[] = readYaml<{ groups: { rules: Rule[] }[] }>(
  'alerting/rules.yaml',
).groups.flatMap(({ rules }) => rules);

/** Each query of a panel or a variable, with the name a test shows. */
export const PANEL_QUERIES = DASHBOARDS.flatMap((dashboard) =>
  dashboard.panels.flatMap((panel) =>
    (panel.targets ?? []).map((target) => ({
      name: `${dashboard.title}: ${panel.title}`,
      dashboard,
      panel,
      target,
    })),
  ),
);
export const PROMETHEUS_QUERIES = [
  ...PANEL_QUERIES.filter(({ target }) => target.expr !== undefined).map(
    ({ name, target }) => [name, target.expr!] as const,
  ),
  ...RULES.flatMap(({ title, data }) =>
    data.flatMap(({ model }) => (model.expr === undefined ? [] : [[title, model.expr] as const])),
  ),
];
