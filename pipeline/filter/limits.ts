/** Limits of a range of values. */
export interface Limits<Value> {
  /** Missing: no lower limit. */
  readonly lower?: Limit<Value>;
  /** Missing: no upper limit. */
  readonly upper?: Limit<Value>;
}

export interface Limit<Value> {
  readonly value: Value;
  readonly inclusive: boolean;
}

/** The same limits with their values read by `read`. */
export function mapLimits<From, To>(limits: Limits<From>, read: (value: From) => To): Limits<To> {
  const { lower, upper } = limits;
  return {
    ...(lower !== undefined && { lower: { value: read(lower.value), inclusive: lower.inclusive } }),
    ...(upper !== undefined && { upper: { value: read(upper.value), inclusive: upper.inclusive } }),
  };
}

/** @param compare below, above or at zero as the value lies to a limit */
export function isWithin<Value>({ lower, upper }: Limits<Value>, compare: (limit: Value) => number): boolean {
  if (lower !== undefined) {
    const order = compare(lower.value);
    if (!(lower.inclusive ? order >= 0 : order > 0)) return false;
  }
  if (upper === undefined) return true;
  const order = compare(upper.value);
  return upper.inclusive ? order <= 0 : order < 0;
}
