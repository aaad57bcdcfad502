import { isIP } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ADDRESS, liesIn, parseNetwork } from './network.js';

test.each([
  ['10.0.0.0/8', { network: { version: 4, text: '10.0.0.0/8' } }],
  ['10.0.0.0/08', { network: { version: 4, text: '10.0.0.0/8' } }],
  ['::/0', { network: { version: 6, text: '::/0' } }],
  ['2001:db8::1/128', { network: { version: 6, text: '2001:db8::1/128' } }],
  ['10.0.0.0/33', { mostBits: 32 }],
  ['::/129', { mostBits: 128 }],
  ['10.0.0.0', undefined],
  ['10.0.0/8', undefined],
  ['256.0.0.0/8', undefined],
  ['/api/8', undefined],
  ['10.0.0.0/8/8', undefined],
  ['10.0.0.0/x', undefined],
])('%s', (text, expected) => {
  expect(parseNetwork(text)).toEqual(expected);
});

test('an address is what Node takes for one', () => {
  const nearly = fc.array(fc.constantFrom(':', '::', '1', 'ffff', 'AB', '0', '1.2.3.4', '255', '.'), {
    maxLength: 17,
  });
  const texts = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    nearly.map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const version = isIP(text);
      expect(new RegExp(ADDRESS[6]).test(text)).toBe(version === 6);
      expect(new RegExp(ADDRESS[4]).test(text)).toBe(
        version === 4 || (/^::ffff:[0-9.]+$/i.test(text) && version === 6),
      );
    }),
    { numRuns: 5000 },
  );
});

test.each([
  ['::ffff:0:0/96', '::1.2.3.4', false],
  ['::/96', '::1.2.3.4', true],
  ['::1.2.0.0/112', '::1.2.3.4', true],
  ['10.0.0.0/8', '10.255.255.255', true],
  ['10.0.0.0/8', '::ffff:10.1.1.1', true],
  ['10.0.0.0/8', '11.0.0.0', false],
  ['10.0.0.0/8', '10.0.0', false],
  ['10.0.0.0/8', '::10.0.0.1', false],
  ['192.168.1.77/24', '192.168.1.1', true],
  ['0.0.0.0/0', '::1', false],
  ['fe80::/10', 'FEBF::1', true],
  ['fe80::/10', 'fec0::1', false],
  ['::ffff:0:0/96', '::ffff:1.2.3.4', true],
])('%s has %s: %s', (network, address, expected) => {
  const reading = parseNetwork(network);
  if (reading === undefined || !('network' in reading)) throw new Error(`${network} is no network`);
  expect(liesIn(reading.network)(address)).toBe(expected);
});
