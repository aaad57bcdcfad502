import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { DASHBOARDS, FOLDER, PANEL_QUERIES, type Panel, RULES, readYaml } from './provisioning.js';

interface DataSource {
  uid: string;
  type: string;
  url: string;
}

const sources = readYaml<{ datasources: DataSource[] }>('datasources/logs-and-found.yaml').datasources;
const GRID_WIDTH = 24;

test('every uid is there once and fits into an address', () => {
  const uids = [...DASHBOARDS, ...sources, ...RULES].map(({ uid }) => uid);
  expect(new Set(uids).size).toBe(uids.length);
  for (const uid of uids) expect(uid).toMatch(/^[a-z0-9-]{1,40}$/);
});

test('folders and the file of dashboards are where Grafana looks when the folder is mounted', () => {
  const { providers } = readYaml<{ providers: { options: { path: string } }[] }>(
    'dashboards/logs-and-found.yaml',
  );
  expect(providers.map(({ options }) => options.path)).toEqual(['/etc/grafana/provisioning/dashboards']);
  for (const name of ['datasources', 'dashboards', 'alerting'])
    expect(existsSync(join(FOLDER, name))).toBe(true);
});

/** What Grafana calls a data source by its uid must be of that type. */
function expectKnown(source: { type: string; uid: string } | undefined): void {
  expect(sources).toContainEqual(expect.objectContaining(source));
}

describe.each(DASHBOARDS.map((dashboard) => [dashboard.title, dashboard] as const))('%s', (_, dashboard) => {
  const { panels } = dashboard;

  it('has panels with ids of their own that do not overlap and lie on the grid', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const { gridPos, title } of panels) {
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(GRID_WIDTH);
      expect(Math.min(gridPos.x, gridPos.y, gridPos.w - 1, gridPos.h - 1), title).toBeGreaterThanOrEqual(0);
    }
    const overlaps = panels.flatMap((a, i) =>
      panels
        .slice(i + 1)
        .filter((b) => overlap(a, b))
        .map((b) => [a.title, b.title]),
    );
    expect(overlaps).toEqual([]);
  });

  it('asks data sources that are provisioned, and says what each panel shows', () => {
    for (const panel of panels.filter(({ type }) => type !== 'row')) {
      expectKnown(panel.datasource);
      expect(panel.description, panel.title).toMatch(/\.$/);
      expect(panel.targets!.length, panel.title).toBeGreaterThan(0);
      expect(new Set(panel.targets!.map(({ refId }) => refId)).size).toBe(panel.targets!.length);
      for (const { datasource } of panel.targets!) expect(datasource).toEqual(panel.datasource);
    }
    for (const { type, datasource } of dashboard.templating.list)
      if (type === 'query') expectKnown(datasource);
  });

  it('is of a version of the schema that Grafana 11 and later read, without an id of an installation', () => {
    expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(39);
    expect(dashboard).not.toHaveProperty('id');
    expect(dashboard).not.toHaveProperty('__inputs');
  });
});

function overlap({ gridPos: a }: Panel, { gridPos: b }: Panel): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

test('every variable in a query is quoted by sqlstring, and counts that go by minute ask for steps of minutes', () => {
  for (const { name, panel, target } of PANEL_QUERIES) {
    const { rawSql = '' } = target;
    for (const [variable] of rawSql.matchAll(/\$\{?(?!__)[a-z]\w*[^}]*\}?/g))
      expect(variable, name).toMatch(/:sqlstring\}$/);
    if (/\$__timeGroup\w*\(minute/.test(rawSql)) expect(panel.interval, name).toBe('1m');
  }
});

describe.each(RULES.map((rule) => [rule.title, rule] as const))('rule: %s', (_, rule) => {
  it('leads from its query to its condition', () => {
    const parts = new Map(rule.data.map((part) => [part.refId, part]));
    expect(parts.size).toBe(rule.data.length);
    for (const { refId, model } of rule.data) expect(model.refId).toBe(refId);
    const condition = parts.get(rule.condition)!;
    expect(condition).toMatchObject({ datasourceUid: '__expr__', model: { type: 'threshold' } });
    const query = parts.get(condition.model.expression!)!;
    expect(sources.map(({ uid }) => uid)).toContain(query.datasourceUid);
    expect(query.model.rawSql ?? query.model.expr).toMatch(/\S/);
  });

  it('has nothing that Grafana would take for a variable of its environment', () => {
    expect(JSON.stringify(rule)).not.toContain('$');
    expect(rule.annotations).toMatchObject({ summary: expect.any(String), description: expect.any(String) });
  });
});

test('Prometheus asks under the name that queries ask for', () => {
  const path = join(FOLDER, '../prometheus/prometheus.yml');
  const { scrape_configs: jobs } = parse(readFileSync(path, 'utf8')) as {
    scrape_configs: { job_name: string }[];
  };
  expect(jobs.map((job) => job.job_name)).toEqual(['laf']);
});
