import { type Environment, isLoopback } from '../../config/environment.js';
import type { TokenStore } from '../../pipeline/api-tokens.js';
import { UserError } from '../../pipeline/errors.js';

/**
 * Where other machines can reach the API, it needs tokens, or somebody's consent to go without.
 *
 * @throws UserError, RetryableError
 */
export async function checkOpenAddress(
  { host, apiTokens, allowAnonymous }: Environment,
  store: Pick<TokenStore, 'tokens'>,
): Promise<void> {
  if (isLoopback(host) || apiTokens.length > 0 || allowAnonymous || (await store.tokens()).any) return;
  throw new UserError(
    `HOST=${host} is open to other machines and there are no tokens; make one with "laf token create", or set ` +
      'API_TOKENS, or HOST to 127.0.0.1, or ALLOW_ANONYMOUS=1 to let everybody in',
  );
}
