import { describe, it } from 'vitest';
import { expectRecord } from '../../test/support/records.js';

const TIME = '2025-11-11T10:20:30Z';

describe('harbor', () => {
  it('reads its services', () => {
    expectRecord([
      `${TIME} [ERROR] [/replication/registry.go:145][error="gone" id="7"]: no answer`,
      'harbor',
      'ERROR',
      'no answer',
      { file: '/replication/registry.go', line: 145, error: 'gone', id: '7' },
    ]);
  });

  it('reads the nginx before them', () => {
    expectRecord([
      '192.0.2.7 - "GET /api/health?full=1 HTTP/1.1" 502 172 "-" "curl/8.0" 0.012 0.010 .',
      'harbor',
      'ERROR',
      'GET /api/health?full=1 502',
      {
        method: 'GET',
        path: '/api/health',
        query: 'full=1',
        http_version: '1.1',
        status: 502,
        client_ip: '192.0.2.7',
        bytes: 172,
        user_agent: 'curl/8.0',
        duration_ms: 12,
        upstream_duration_ms: 10,
      },
    ]);
  });

  it.each(['\u001b', '#033'])('reads what its framework says of requests, with colours of %j', (start) => {
    const colour = (text: string, number: number) => `${start}[${number}m${text}${start}[0m`;
    expectRecord([
      `2025/11/11 10:20:30 ${start}[1;44m[D] [server.go:2619] |      192.0.2.7|${colour(' 404 ', 43)}|     9.9379ms|   match|${colour(' GET     ', 44)} /api/ping?a=b   r:/api/ping${start}[0m`,
      'harbor',
      'WARN',
      'GET /api/ping?a=b 404',
      {
        method: 'GET',
        path: '/api/ping',
        query: 'a=b',
        status: 404,
        client_ip: '192.0.2.7',
        file: 'server.go',
        line: 2619,
        route: '/api/ping',
        duration_ms: 9.9379,
      },
    ]);
  });
});
