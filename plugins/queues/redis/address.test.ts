import { expect, it } from 'vitest';
import { parseAddress } from './address.js';

it('reads one server, the nodes of a Cluster, and Sentinels', () => {
  expect(parseAddress('rediss://u:p@redis:6380/1')).toEqual({
    ...{ kind: 'server', url: 'rediss://u:p@redis:6380/1', tls: true },
  });
  expect(parseAddress('redis+cluster://:p%40ss@a:7000,b,[::1]:7002')).toEqual({
    kind: 'cluster',
    tls: false,
    password: 'p@ss',
    hosts: [
      { host: 'a', port: 7000 },
      { host: 'b', port: 6379 },
      { host: '::1', port: 7002 },
    ],
  });
  expect(parseAddress('rediss+sentinel://me:secret@a:26380,b/mymaster/2')).toEqual({
    ...{ kind: 'sentinel', tls: true, username: 'me', password: 'secret', master: 'mymaster', database: 2 },
    hosts: [
      { host: 'a', port: 26380 },
      { host: 'b', port: 26379 },
    ],
  });
});

it.each([
  ['redis://a:7000,b:7001', 'cannot be read'],
  ['redis://me:secret@a:7000,b:7001', 'cannot be read'],
  ['http://:secret@a', 'cannot be read'],
  ['localhost:6379', 'cannot be read'],
  ['redis+cluster://me:sec@ret@a:70000', '"a:70000"'],
  ['redis+cluster://a,,b', '""'],
  ['redis+cluster://a/3', 'database "3"'],
  ['redis+sentinel://:secret@a', 'does not name the master'],
  ['redis+sentinel://a/master/x', 'number of a database'],
  ['redis+other://:secret@a', 'cannot be read'],
])('refuses %s and does not show its password', (url, reason) => {
  const refuse = () => parseAddress(url);
  expect(refuse).toThrow(reason);
  expect(refuse).toThrow('redis+cluster://');
  expect(refuse).not.toThrow(/sec|ret@/);
});
