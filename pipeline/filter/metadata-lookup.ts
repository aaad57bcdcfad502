import { isJsonNumber } from './decimal.js';

type JsonTest = (value: unknown) => boolean;

/**
 * The ways a dotted name can lead into metadata, as keys from the outside in. `a.b.c` is the key `a.b.c`, then `b.c`
 * inside `a`, then `c` inside `b` inside `a`. Wherever something stands there, it counts.
 */
export function metadataPaths(name: string): string[][] {
  const steps = name.split('.');
  return steps.map((_, inwards) => [...steps.slice(0, inwards), steps.slice(inwards).join('.')]);
}

/**
 * Whether a value that `path` leads to passes the test. On the way an array stands for its elements; at the end for
 * its elements and those of arrays right inside it. jsonpath in lax mode does the same.
 */
export function someAt(value: unknown, path: readonly string[], test: JsonTest, step = 0): boolean {
  if (step === path.length) return someElement(value, test, 2);
  if (Array.isArray(value)) return value.some((element) => someInside(element, path, test, step));
  return someInside(value, path, test, step);
}

function someInside(value: unknown, path: readonly string[], test: JsonTest, step: number): boolean {
  const key = path[step]!;
  return isObject(value) && Object.hasOwn(value, key) && someAt(value[key], path, test, step + 1);
}

function someElement(value: unknown, test: JsonTest, levels: number): boolean {
  if (levels === 0 || !Array.isArray(value)) return test(value);
  return value.some((element) => someElement(element, test, levels - 1));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isJsonNumber(value);
}
