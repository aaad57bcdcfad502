import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../config/environment.js';
import { UserError } from '../../pipeline/errors.js';
import { checkOpenAddress } from './open-address.js';

const check = (variables: Record<string, string>, any = false) =>
  checkOpenAddress(readEnvironment('/nowhere', variables).environment!, {
    tokens: async () => ({ any, good: [] }),
  });

describe('an address that others can reach', () => {
  it.each(['0.0.0.0', '::', '10.0.0.1', 'logs.example.com'])('%s needs tokens or consent', async (HOST) => {
    const refused = new UserError(
      `HOST=${HOST} is open to other machines and there are no tokens; make one with "laf token create", or set API_TOKENS, or HOST to 127.0.0.1, or ALLOW_ANONYMOUS=1 to let everybody in`,
    );
    await expect(check({ HOST })).rejects.toThrow(refused);
    await expect(check({ HOST, ALLOW_ANONYMOUS: '0' })).rejects.toThrow(refused);
    await check({ HOST, API_TOKENS: 't' });
    await check({ HOST, ALLOW_ANONYMOUS: '1' });
    await check({ HOST }, true);
  });

  it.each(['127.0.0.1', '::1', 'localhost'])('is not %s', (HOST) => check({ HOST }));
});
