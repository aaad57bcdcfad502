import type { Random } from './random.js';

/**
 * A program of the invented shop whose logs are made, with what it has to say at each level. No text has anything that JSON or
 * structured data would escape.
 */
export interface Service {
  readonly name: string;
  readonly hosts: readonly string[];
  readonly says: Readonly<Record<ServiceLevel, readonly Saying[]>>;
}

export type ServiceLevel = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

/** Makes a message; the numbers are the ones that stand in the line's fields too. */
type Saying = (random: Random, userId: number, durationMs: number) => string;

const PRODUCTS = ['walnut desk', 'reading lamp', 'wool blanket', 'steel kettle', 'garden chair', 'oak shelf'];
const CARRIERS = ['Northline', 'Parcelway', 'Harbour Freight', 'QuickVan'];
const TABLES = ['orders', 'customers', 'stock', 'invoices'];

const order = (random: Random) => 400_000 + random.below(99_999);

export const SERVICES: readonly Service[] = [
  {
    name: 'checkout',
    hosts: ['shop-01', 'shop-02', 'shop-03'],
    says: {
      DEBUG: [(random) => `cart of ${random.between(1, 9)} items priced, rounding half up`],
      INFO: [
        (random) => `order ${order(random)} paid by card`,
        (random) => `order ${order(random)} placed with ${random.between(1, 9)} items`,
        (random) => `voucher applied, ${random.between(5, 30)} % off order ${order(random)}`,
      ],
      WARN: [(_random, _userId, durationMs) => `payment provider slow: answered after ${durationMs} ms`],
      ERROR: [
        (random) => `card declined for order ${order(random)}: issuer code ${random.between(40, 62)}`,
        (_random, _userId, durationMs) => `payment provider timed out after ${durationMs} ms`,
      ],
    },
  },
  {
    name: 'auth',
    hosts: ['id-01', 'id-02'],
    says: {
      DEBUG: [(random) => `token cache hit, ${random.between(10, 3600)} s left`],
      INFO: [
        (_random, userId) => `user ${userId} signed in with a password`,
        (_random, userId) => `session of user ${userId} renewed`,
      ],
      WARN: [(random, userId) => `failed sign-in ${random.between(2, 5)} of 5 for user ${userId}`],
      ERROR: [(_random, userId) => `account of user ${userId} locked after 5 failed sign-ins`],
    },
  },
  {
    name: 'catalog',
    hosts: ['cat-01', 'cat-02', 'cat-03', 'cat-04'],
    says: {
      DEBUG: [(random) => `search index answered with ${random.below(240)} products`],
      INFO: [
        (random) => `product page shown: ${random.pick(PRODUCTS)}`,
        (random) => `${random.between(1, 48)} products listed in category ${random.between(1, 60)}`,
      ],
      WARN: [(random) => `no picture for product ${random.between(1000, 9999)}, showing the placeholder`],
      ERROR: [
        (random) => `search index unreachable: connection refused by 10.20.4.${random.between(2, 9)}:9200`,
      ],
    },
  },
  {
    name: 'warehouse',
    hosts: ['store-01', 'store-02'],
    says: {
      DEBUG: [
        (random) => `stock of product ${random.between(1000, 9999)} read from replica ${random.below(3)}`,
      ],
      INFO: [
        (random) => `parcel for order ${order(random)} handed to ${random.pick(CARRIERS)}`,
        (random) => `${random.between(1, 12)} x ${random.pick(PRODUCTS)} reserved`,
      ],
      WARN: [(random) => `only ${random.between(1, 5)} x ${random.pick(PRODUCTS)} left in stock`],
      ERROR: [
        (random) => `deadlock detected on table ${random.pick(TABLES)}, transaction rolled back`,
        (random) => `label printer ${random.between(1, 8)} does not answer, 3 attempts made`,
      ],
    },
  },
];
