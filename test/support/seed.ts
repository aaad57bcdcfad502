/** What CI and two clones should agree on: the same inputs, so that a failure is the change's and not the dice's. */
const FIXED = 20_261_123;

const asked = process.env.TEST_SEED;

/**
 * Where the random inputs of the tests begin. `TEST_SEED=random` takes new ones, for those who look for what nobody
 * thought of, and `TEST_SEED=N` those of a failure that was found so.
 */
export const SEED = asked === undefined ? FIXED : asked === 'random' ? Date.now() % 2 ** 31 : Number(asked);

if (!Number.isSafeInteger(SEED))
  throw new Error(`TEST_SEED is '${asked}'. It must be a whole number or 'random'`);
