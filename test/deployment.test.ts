import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, matchesGlob } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { checkOpenAddress } from '../cli/run/open-address.js';
import { readEnvironment } from '../config/environment.js';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
/** The longest that a stop takes (docs/operations.md). */
const DRAIN_SECONDS = 30;
const COMMAND = ['--max-semi-space-size=32', 'dist/cli/main.js'];

describe('Dockerfile', () => {
  const instructions = read('Dockerfile')
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => /^[A-Z]+ /.test(line))
    .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const);
  const last = (name: string) => instructions.filter(([known]) => known === name).at(-1)![1];

  it('copies what there is and what the engine is given', () => {
    const ignored = read('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    const sources = instructions
      .filter(([name, rest]) => name === 'COPY' && !rest.startsWith('--from'))
      .flatMap(([, rest]) => rest.split(' ').slice(0, -1))
      .filter((path) => path !== '.');
    expect(sources).toContain('package-lock.json');
    for (const path of sources) {
      expect(existsSync(join(ROOT, path)), path).toBe(true);
      expect(
        ignored.filter((pattern) => matchesGlob(path, pattern)),
        path,
      ).toEqual([]);
    }
    // What the build reads must not be left out, what is secret or large must.
    for (const name of ['cli', 'config', 'pipeline', 'plugins', 'server', 'scripts', 'tsconfig.build.json'])
      expect(ignored).not.toContain(name);
    for (const name of ['.env', '.git', 'data', '**/node_modules']) expect(ignored).toContain(name);
  });

  it('runs Node itself, not as root, with signals that it handles', () => {
    expect(JSON.parse(last('ENTRYPOINT'))).toEqual(['node', ...COMMAND]);
    expect(JSON.parse(last('CMD'))).toEqual(['run']);
    expect(last('USER')).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(last('STOPSIGNAL')).toBe('SIGTERM');
    expect(read('package.json')).toContain(COMMAND.join(' '));
  });

  it('has settings that the program takes', async () => {
    const variables = Object.fromEntries(
      last('ENV')
        .trim()
        .split(/\s+/)
        .map((pair) => pair.split('=')),
    );
    const { environment, problems } = readEnvironment('/nowhere', { ...variables, API_TOKENS: 'x' });
    expect(problems).toEqual([]);
    expect(environment).toMatchObject({ host: '0.0.0.0', dataDir: '/data' });
    // Nobody is let in without a token.
    const open = readEnvironment('/nowhere', variables).environment!;
    const noTokens = { tokens: async () => ({ any: false, good: [] }) };
    await expect(checkOpenAddress(open, noTokens)).rejects.toThrow('API_TOKENS');
  });

  it.each([
    [200, 0],
    [503, 1],
    [undefined, 1],
  ])('takes %s of /health for %s', async (status, code) => {
    const server = createServer((_request, response) => response.writeHead(status ?? 500).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    onTestFinished(() => void server.close());
    if (status === undefined) await new Promise((resolve) => server.close(resolve));
    const [program, ...words] = JSON.parse(last('HEALTHCHECK').replace(/^.* CMD /, '')) as string[];
    const env = { PATH: process.env.PATH!, PORT: String(port) };
    const ended = await promisify(execFile)(program!, words, { env }).then(
      () => 0,
      (error) => error.code,
    );
    expect(ended).toBe(code);
  });
});

interface Service {
  image: string;
  environment?: Record<string, string>;
  volumes?: string[];
  ports?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: object;
  stop_grace_period?: string;
  command?: string[];
  secrets?: string[];
}

describe('docker-compose.yml', () => {
  const text = read('docker-compose.yml');
  const compose = parse(text) as { services: Record<string, Service>; volumes: object; secrets: object };
  const services = Object.entries(compose.services);

  it('mounts what there is, and declares what it names', () => {
    for (const [name, { volumes = [], secrets = [], depends_on = {} }] of services) {
      for (const volume of volumes) {
        const [source] = volume.split(':');
        if (source!.startsWith('./'))
          expect(existsSync(join(ROOT, source!)), `${name}: ${volume}`).toBe(true);
        else expect(Object.keys(compose.volumes)).toContain(source);
      }
      for (const secret of secrets) expect(Object.keys(compose.secrets)).toContain(secret);
      for (const [needed, { condition }] of Object.entries(depends_on)) {
        const service = compose.services[needed];
        expect(service, `${name} needs ${needed}`).toBeDefined();
        if (condition === 'service_healthy' && needed !== 'app') expect(service!.healthcheck).toBeDefined();
      }
    }
  });

  it('opens ports on this machine only, and keeps no secret', () => {
    for (const [, { ports = [] }] of services)
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    const secrets = [...text.matchAll(/(?:PASSWORD|TOKENS?): (.*)/g)].map(([, value]) => value);
    for (const value of secrets) expect(value).toMatch(/^\$\{\w+:\?/);
    // Each one that has to be set is in the page that says how.
    for (const [, name] of text.matchAll(/\$\{(\w+):\?/g)) expect(read('docs/deployment.md')).toContain(name);
  });

  it('gives the program settings that it takes, and time to drain', () => {
    const { environment, stop_grace_period: grace } = compose.services.app!;
    const values = Object.entries(environment!).map(([name, value]) => [
      name,
      value.replace(/\$\{\w+:(?:-([^}]*)|\?[^}]*)\}/, (_, fallback = 'x') => fallback),
    ]);
    expect(readEnvironment('/nowhere', Object.fromEntries(values)).problems).toEqual([]);
    expect(Number.parseInt(grace!, 10)).toBeGreaterThan(DRAIN_SECONDS);
    expect(Number.parseInt(compose.services.postgres!.stop_grace_period!, 10)).toBeGreaterThan(
      Number.parseInt(grace!, 10),
    );
  });

  it('gives Grafana all that its data sources ask for', () => {
    const asked = [...read('config/grafana/datasources/logs-and-found.yaml').matchAll(/\$\{(\w+)\}/g)].map(
      ([, name]) => name,
    );
    expect(asked).toHaveLength(6);
    expect(Object.keys(compose.services.grafana!.environment!)).toEqual(expect.arrayContaining(asked));
  });
});

describe('the systemd unit', () => {
  const path = join(ROOT, 'config/systemd/logs-and-found.service');
  const unit = readFileSync(path, 'utf8');
  const value = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(unit)?.[1];

  it('runs the program as it is started elsewhere, and gives it time to drain', () => {
    expect(value('ExecStart')).toBe(
      `/usr/bin/node ${COMMAND.join(' /opt/logs-and-found/')} run /etc/logs-and-found/pipeline.yaml`,
    );
    expect(Number.parseInt(value('TimeoutStopSec')!, 10)).toBeGreaterThan(DRAIN_SECONDS);
    expect([value('KillSignal'), value('KillMode')]).toEqual(['SIGTERM', 'mixed']);
    const [, dataDir] = /DATA_DIR=(\S+)/.exec(unit)!;
    expect(dataDir!.startsWith(`/var/lib/${value('StateDirectory')}/`)).toBe(true);
  });

  const analyze = spawnSync('systemd-analyze', ['--version']).status === 0;
  it.skipIf(!analyze)('is one that systemd knows every line of', () => {
    const { stderr, stdout } = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' });
    // That the program is not installed here is no fault of the unit.
    expect(
      `${stdout}${stderr}`.split('\n').filter((line) => line !== '' && !/is not executable/.test(line)),
    ).toEqual([]);
  });
});
