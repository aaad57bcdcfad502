import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { readApiTokens } from '../../config/api-tokens.js';
import { Detector } from '../../pipeline/detection/detector.js';
import { LoadedParser, ParserSet } from '../../pipeline/detection/parser-set.js';
import type { LogEvent } from '../../pipeline/event.js';
import { CLAIMED } from '../../pipeline/plugin.js';
import { createServer, type HttpServer, type ServerDependencies } from '../../server/server.js';
import { LocalBus, NopQueue, RecordingHistory, RecordingStore } from './doubles.js';

/** Reads `key=value`, and nothing else. */
const pairParser = {
  format: 'pair',
  definition: {
    kind: 'parser' as const,
    name: 'pair',
    summary: 'One key and its value.',
    options: {},
    example: '{ type: pair }',
    specificity: 10,
    sample: 'answer=42',
    create: () => pairParser.parser,
  },
  parser: {
    parse(record: string, event: LogEvent): number {
      const match = /^(\w+)=(\w+)$/.exec(record);
      if (match === null) return 0;
      event.fill(
        'pair',
        event.timestampMicros,
        'WARN',
        'host1',
        'app',
        record,
        `{"${match[1]}":${match[2]}}`,
      );
      return CLAIMED;
    },
  },
};

export interface TestServerSetup extends Partial<Omit<ServerDependencies, 'apiTokens'>> {
  /** As API_TOKENS has them. */
  readonly apiTokens?: readonly string[];
}

/** A server of doubles on a free port of loopback. It does not listen yet; it is closed when the test ends. */
export function testServer({ apiTokens = [], ...changes }: TestServerSetup = {}): HttpServer {
  const server = createServer({
    host: '127.0.0.1',
    port: 0,
    apiTokens: readApiTokens(apiTokens.join(',')).tokens,
    logger: pino({ level: 'silent' }),
    roles: new Set(['ingest', 'worker', 'server']),
    store: new RecordingStore(),
    queue: new NopQueue(),
    detector: new Detector(
      new ParserSet([new LoadedParser('pair', pairParser.definition, pairParser.parser)]),
    ),
    patterns: new Map([['INT', '[+-]?\\d+']]),
    live: new LocalBus(),
    history: new RecordingHistory(),
    metrics: async () => '# TYPE laf_up gauge\nlaf_up 1\n',
    healthParts: () => ({ database: async () => {} }),
    ...changes,
  });
  onTestFinished(() => server.close());
  return server;
}
