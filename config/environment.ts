import { existsSync, readFileSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { type ApiToken, readApiTokens } from './api-tokens.js';
import { quote, suggestion } from './problem.js';
import { type RateLimit, readRateLimit } from './rate-limit.js';
import type { Variables } from './variables.js';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export type AccessLog = 'off' | 'debug' | 'info';

export type LogLevel = (typeof LOG_LEVELS)[number];

/** What the environment says, checked. */
export interface Environment {
  /** PostgreSQL; absent: the embedded one. */
  readonly dbUrl?: string;
  readonly redisUrl?: string;
  readonly logLevel: LogLevel;
  readonly host: string;
  /** 0 to 65535; 0 is any free port. */
  readonly port: number;
  /** The live feed's own port, where it is to have one. */
  readonly feedPort?: number;
  /** Absolute. */
  readonly dataDir: string;
  readonly apiTokens: readonly ApiToken[];
  readonly allowAnonymous: boolean;
  /** Of calls but intake, and of intake, of each caller; absent: none. */
  readonly rateLimit?: RateLimit;
  readonly ingestRateLimit?: RateLimit;
  /** Origins of pages that may call, `*` for all. */
  readonly corsOrigins: readonly string[];
  /** At what level requests are logged. */
  readonly accessLog: AccessLog;
}

export interface ReadEnvironment {
  /** Absent when there are problems. */
  readonly environment?: Environment;
  /** One sentence each: the variable, the bad value, what is allowed. */
  readonly problems: readonly string[];
  /** All variables, those of the `.env` file included, for `${VAR}` in pipeline.yaml. */
  readonly variables: Variables;
}

/**
 * Reads the `.env` file of `folder`, if there is one, and the process's environment, which wins. An empty variable
 * counts as unset.
 */
export function readEnvironment(
  folder = process.cwd(),
  processVariables: Variables = process.env,
): ReadEnvironment {
  const problems: string[] = [];
  const variables = { ...readEnvFile(resolve(folder, '.env'), problems), ...processVariables };
  const environment = new EnvironmentReader(variables, problems).read(folder);
  return { variables, problems, ...(problems.length === 0 && { environment }) };
}

function readEnvFile(file: string, problems: string[]): Variables {
  if (!existsSync(file)) return {};
  try {
    return parseEnv(readFileSync(file, 'utf8')) as Variables;
  } catch (error) {
    problems.push(`${file} cannot be read: ${(error as Error).message}`);
    return {};
  }
}

class EnvironmentReader {
  constructor(
    private readonly variables: Variables,
    private readonly problems: string[],
  ) {}

  read(folder: string): Environment {
    const host = this.#host();
    const port = this.#port('PORT') ?? 5000;
    const apiTokens = this.#tokens();
    const allowAnonymous = this.#flag('ALLOW_ANONYMOUS');
    const feedPort = this.#port('FEED_PORT');
    if (feedPort !== undefined && feedPort === port && port !== 0) {
      this.problems.push(`FEED_PORT=${feedPort} is the PORT too; they must differ`);
    }
    return {
      ...optional('dbUrl', this.#url('DB_URL', ['postgres:', 'postgresql:'])),
      ...optional('redisUrl', this.#redisUrl()),
      logLevel: this.#logLevel(),
      host,
      port,
      ...optional('feedPort', feedPort),
      dataDir: resolve(folder, this.#text('DATA_DIR') ?? 'data'),
      apiTokens,
      allowAnonymous,
      ...optional('rateLimit', this.#rateLimit('RATE_LIMIT')),
      ...optional('ingestRateLimit', this.#rateLimit('INGEST_RATE_LIMIT')),
      corsOrigins: this.#origins(),
      accessLog: this.#accessLog(),
    };
  }

  #text(name: string): string | undefined {
    const value = this.variables[name]?.trim();
    return value === '' ? undefined : value;
  }

  #wrong(name: string, value: string, allowed: string): undefined {
    this.problems.push(`${name}=${value} must be ${allowed}`);
  }

  #url(name: string, protocols: readonly string[], otherForms = ''): string | undefined {
    const value = this.#text(name);
    if (value === undefined) return undefined;
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url !== undefined && protocols.includes(url.protocol)) return value;
    const example = `${protocols[0]}//user:password@host/…`;
    return this.#wrong(
      name,
      withoutPassword(value),
      `a URL with ${protocols.join(' or ')}, like ${example}${otherForms}`,
    );
  }

  /** Only the form: hosts and the rest are read where the connection is made. */
  #redisUrl(): string | undefined {
    const value = this.#text('REDIS_URL');
    const severalHosts = value !== undefined && /^rediss?\+(cluster|sentinel):\/\/[^/\s]/.test(value);
    return severalHosts ? value : this.#url('REDIS_URL', ['redis:', 'rediss:'], REDIS_FORMS);
  }

  #port(name: string): number | undefined {
    const value = this.#text(name);
    if (value === undefined) return undefined;
    const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
    return port <= 65535 ? port : this.#wrong(name, value, 'a port from 0 to 65535');
  }

  #host(): string {
    const host = this.#text('HOST') ?? '127.0.0.1';
    if (isIP(host) === 0 && !HOST_NAME.test(host)) this.#wrong('HOST', host, 'an IP address or a host name');
    return host;
  }

  #logLevel(): LogLevel {
    const value = this.#text('LOG_LEVEL');
    const level = LOG_LEVELS.find((word) => word === value?.toLowerCase());
    if (value !== undefined && level === undefined) {
      const meant = suggestion(value, LOG_LEVELS, 'they');
      this.#wrong(
        'LOG_LEVEL',
        value,
        `one of ${LOG_LEVELS.join(', ')}${meant.includes('mean') ? meant : ''}`,
      );
    }
    return level ?? 'info';
  }

  #tokens(): readonly ApiToken[] {
    const { tokens, problems } = readApiTokens(this.#text('API_TOKENS') ?? '');
    for (const problem of problems) this.problems.push(`API_TOKENS: ${problem}`);
    return tokens;
  }

  #rateLimit(name: string): RateLimit | undefined {
    const value = this.#text(name);
    if (value === undefined) return undefined;
    return readRateLimit(value) ?? this.#wrong(name, quote(value), 'calls/time, like 600/1m or 20/s');
  }

  #origins(): string[] {
    const origins = (this.#text('CORS_ORIGINS') ?? '').split(',').map((origin) => origin.trim());
    const given = origins.filter((origin) => origin !== '');
    for (const origin of given) {
      const isOrigin =
        origin === '*' ||
        (/^https?:/.test(origin) && URL.canParse(origin) && new URL(origin).origin === origin);
      if (!isOrigin) {
        this.#wrong(
          'CORS_ORIGINS',
          quote(origin),
          'origins with commas between, like https://app.example.com, or *',
        );
      }
    }
    return given;
  }

  #accessLog(): AccessLog {
    const value = this.#text('ACCESS_LOG')?.toLowerCase();
    const level = ACCESS_LOGS.find((word) => word === value);
    if (value !== undefined && level === undefined)
      this.#wrong('ACCESS_LOG', quote(value), 'info, debug or off');
    return level ?? 'info';
  }

  #flag(name: string): boolean {
    const value = this.#text(name)?.toLowerCase() ?? '0';
    if (!['0', '1', 'true', 'false'].includes(value)) this.#wrong(name, quote(value), '1 or 0');
    return value === '1' || value === 'true';
  }
}

const ACCESS_LOGS: readonly AccessLog[] = ['off', 'debug', 'info'];

const REDIS_FORMS =
  ', redis+cluster://host1:6379,host2:6379 or redis+sentinel://host1:26379,host2/master-name';

const HOST_NAME =
  /^(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9])?)*$/;

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  const version = isIP(host);
  return version === 0
    ? host.toLowerCase() === 'localhost'
    : loopback.check(host, version === 4 ? 'ipv4' : 'ipv6');
}

function withoutPassword(url: string): string {
  return url.replace(/^([^:]*:(?:\/\/)?[^:/@]*):.*@/s, '$1:***@');
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]?: Value });
}
