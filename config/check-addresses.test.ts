// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what variables look like in pipeline.yaml
import { describe, expect, it } from 'vitest';
import { planOf, problemsOf } from '../test/support/check-text.js';

describe('addresses', () => {
  const listeners = (...addresses: string[]) =>
    `sources:\n${addresses.map((address, i) => `  s${i}: { type: port, address: "${address}" }\n`).join('')}` +
    `sinks: { live: { type: live, inputs: [${addresses.map((_, i) => `s${i}`)}] } }\n`;

  it.each([
    [['tcp://127.0.0.1:99', 'udp://127.0.0.1:99']],
    [['tcp://127.0.0.1:99', 'tcp://127.0.0.2:99', 'tcp://[::1]:99']],
    [['tcp://127.0.0.1:0', 'tcp://127.0.0.1:0']],
    [['udp://127.0.0.1:5000']],
  ])('%s do not clash', async (addresses) => {
    expect(await problemsOf(listeners(...addresses))).toEqual([]);
  });

  it.each([
    [['tcp://127.0.0.1:99', 'tcp://127.0.0.1:99'], 's0 (tcp://127.0.0.1:99)'],
    [['tcp://127.0.0.1:99', 'tls://localhost:99'], 's0 (tcp://127.0.0.1:99)'],
    [['tcp://0.0.0.0:99', 'tcp://10.0.0.1:99'], 's0 (tcp://0.0.0.0:99)'],
    [['udp://10.0.0.1:99', 'udp://[::]:99'], 's0 (udp://10.0.0.1:99)'],
  ])('%s clash', async (addresses, other) => {
    expect(await problemsOf(listeners(...addresses))).toEqual([
      `p.yaml:3:30 sources.s1.address: "${addresses[1]}" is already taken by ${other}`,
    ]);
  });

  it('of the program itself are taken', async () => {
    const own = { environment: { host: '127.0.0.1', port: 5000, feedPort: 5001 } };
    expect(await problemsOf(listeners('tcp://0.0.0.0:5000', 'tcp://127.0.0.1:5001'), own)).toEqual([
      'p.yaml:2:30 sources.s0.address: "tcp://0.0.0.0:5000" is already taken by the HTTP server (HOST 127.0.0.1, PORT 5000)',
      'p.yaml:3:30 sources.s1.address: "tcp://127.0.0.1:5001" is already taken by the live feed (HOST 127.0.0.1, FEED_PORT 5001)',
    ]);
  });

  it('of defaults and lists are seen, the stage pointed at where nothing is written', async () => {
    const text =
      'sources:\n  a: { type: syslog }\n  b: { type: syslog, listen: ["udp://127.0.0.1:99", "udp://0.0.0.0:5514"] }\n  c: { type: syslog }\n' +
      'sinks: { live: { type: live, inputs: [a, b, c] } }\n';
    expect(await problemsOf(text)).toEqual([
      'p.yaml:3:53 sources.b.listen[1]: "udp://0.0.0.0:5514" is already taken by a (udp://127.0.0.1:5514)',
      'p.yaml:4:3 sources.c.listen[0]: "udp://127.0.0.1:5514" is already taken by a (udp://127.0.0.1:5514)',
      'p.yaml:4:3 sources.c.listen[1]: "tcp://127.0.0.1:5514" is already taken by a (tcp://127.0.0.1:5514)',
    ]);
  });

  it.each(['127.0.0.1:99', 'udp://127.0.0.1', 'udp://127.0.0.1:65536', 'udp://:5', 'udp://::1:5'])(
    '%s is none',
    async (address) => {
      expect(await problemsOf(listeners(address))).toEqual([
        `p.yaml:2:30 sources.s0.address: must be an address like udp://127.0.0.1:5514 or tcp://0.0.0.0:601, not "${address}"`,
      ]);
    },
  );

  it('may come from a variable', async () => {
    expect((await planOf(listeners('${ADDRESS}'))).sources[0]!.options).toEqual({
      address: 'tcp://[::1]:99',
    });
  });
});
