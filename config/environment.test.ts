import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isLoopback, readEnvironment } from './environment.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'environment-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function read(variables: Record<string, string>, envFile?: string) {
  if (envFile !== undefined) writeFileSync(join(folder, '.env'), envFile);
  return readEnvironment(folder, variables);
}

describe('the environment', () => {
  it('has defaults', () => {
    expect(read({})).toEqual({
      problems: [],
      variables: {},
      environment: {
        logLevel: 'info',
        host: '127.0.0.1',
        port: 5000,
        dataDir: join(folder, 'data'),
        apiTokens: [],
        allowAnonymous: false,
        corsOrigins: [],
        accessLog: 'info',
      },
    });
  });

  it('is read and checked', () => {
    const { environment } = read({
      DB_URL: 'postgres://user:pass@db/laf',
      REDIS_URL: 'rediss://redis:6379/1',
      LOG_LEVEL: 'DEBUG',
      HOST: '0.0.0.0',
      PORT: '0',
      FEED_PORT: '5001',
      DATA_DIR: '/var/lib/laf',
      API_TOKENS: 'one, two,',
      ALLOW_ANONYMOUS: '0',
      RATE_LIMIT: '600/1m',
      INGEST_RATE_LIMIT: '20/s',
      CORS_ORIGINS: 'https://a.example, http://b.example:8080',
      ACCESS_LOG: 'OFF',
    });
    expect(environment).toEqual({
      dbUrl: 'postgres://user:pass@db/laf',
      redisUrl: 'rediss://redis:6379/1',
      logLevel: 'debug',
      host: '0.0.0.0',
      port: 0,
      feedPort: 5001,
      dataDir: '/var/lib/laf',
      apiTokens: [
        { token: 'one', scopes: ['admin'] },
        { token: 'two', scopes: ['admin'] },
      ],
      allowAnonymous: false,
      rateLimit: { calls: 600, millis: 60_000 },
      ingestRateLimit: { calls: 20, millis: 1000 },
      corsOrigins: ['https://a.example', 'http://b.example:8080'],
      accessLog: 'off',
    });
  });

  it('takes an empty variable for none', () => {
    const { environment, problems } = read({
      DB_URL: '',
      PORT: ' ',
      API_TOKENS: '',
      HOST: '',
      ALLOW_ANONYMOUS: '',
    });
    expect(problems).toEqual([]);
    expect(environment).toMatchObject({ port: 5000, host: '127.0.0.1', apiTokens: [] });
    expect(environment).not.toHaveProperty('dbUrl');
  });

  it('is read from .env, too; the real one wins', () => {
    const { environment, variables } = read(
      { PORT: '7000' },
      '# mine\nPORT=6000\nexport LOG_LEVEL="warn"\nTEAM=a b\n',
    );
    expect(environment).toMatchObject({ port: 7000, logLevel: 'warn' });
    expect(variables).toEqual({ PORT: '7000', LOG_LEVEL: 'warn', TEAM: 'a b' });
  });

  it('tells every mistake at once, and no secret', () => {
    const { environment, problems } = read({
      DB_URL: 'mysql://root:secret@db/laf',
      REDIS_URL: 'localhost:6379',
      LOG_LEVEL: 'debgu',
      HOST: 'not a host',
      PORT: '65536',
      FEED_PORT: '-1',
      API_TOKENS: 'sécret,good',
      ALLOW_ANONYMOUS: 'maybe',
    });
    expect(environment).toBeUndefined();
    expect([...problems].sort()).toEqual([
      'ALLOW_ANONYMOUS="maybe" must be 1 or 0',
      'API_TOKENS: entry 1 is not visible ASCII, which is all that a header can carry',
      'DB_URL=mysql://root:***@db/laf must be a URL with postgres: or postgresql:, like postgres://user:password@host/…',
      'FEED_PORT=-1 must be a port from 0 to 65535',
      'HOST=not a host must be an IP address or a host name',
      'LOG_LEVEL=debgu must be one of trace, debug, info, warn, error, fatal, silent; did you mean "debug"?',
      'PORT=65536 must be a port from 0 to 65535',
      'REDIS_URL=localhost:6379 must be a URL with redis: or rediss:, like redis://user:password@host/…, ' +
        'redis+cluster://host1:6379,host2:6379 or redis+sentinel://host1:26379,host2/master-name',
    ]);
  });

  it.each([
    [{ PORT: '80.5' }, 'PORT=80.5 must be a port'],
    [{ RATE_LIMIT: '600' }, 'RATE_LIMIT="600" must be calls/time, like 600/1m or 20/s'],
    [{ ACCESS_LOG: 'yes' }, 'ACCESS_LOG="yes" must be info, debug or off'],
    [{ CORS_ORIGINS: 'https://a.example/' }, 'CORS_ORIGINS="https://a.example/" must be origins'],
    [{ CORS_ORIGINS: 'a.example' }, 'CORS_ORIGINS="a.example" must be origins'],
    [{ PORT: '5000', FEED_PORT: '5000' }, 'FEED_PORT=5000 is the PORT too; they must differ'],
  ])('%j is refused', (variables, problem) => {
    expect(read(variables).problems).toEqual([expect.stringContaining(problem)]);
  });

  it('tells a .env that cannot be read', () => {
    mkdirSync(join(folder, '.env'));
    expect(readEnvironment(folder, {}).problems).toEqual([
      `${join(folder, '.env')} cannot be read: EISDIR: illegal operation on a directory, read`,
    ]);
  });
});

describe('an address that others can reach', () => {
  it.each(['0.0.0.0', '::', '10.0.0.1', 'logs.example.com'])('is %s', (host) => {
    expect(isLoopback(host)).toBe(false);
    expect(read({ HOST: host }).environment?.host).toBe(host);
  });

  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost', 'LOCALHOST', '0:0:0:0:0:0:0:1'])(
    'is not %s',
    (host) => {
      expect(isLoopback(host)).toBe(true);
      expect(read({ HOST: host }).problems).toEqual([]);
    },
  );
});

it.each(['redis+cluster://a:7000,b:7001', 'rediss+sentinel://:secret@a:26379,b/mymaster'])(
  'takes %s for several servers of Redis',
  (address) => {
    expect(readEnvironment('/nowhere', { REDIS_URL: address }).environment?.redisUrl).toBe(address);
  },
);
