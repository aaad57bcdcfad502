/** A page that is not to be seen is not painted. */
const LONGEST_WAIT_MILLIS = 500;

/** Resolves when what is drawn now is to be seen. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, LONGEST_WAIT_MILLIS);
  });
}
