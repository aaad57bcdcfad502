/** The leaves of nested objects by their paths, joined by dots. Lists are leaves. */
export function leavesOf(value: object): Map<string, unknown> {
  const leaves = new Map<string, unknown>();
  collect(value, '', leaves);
  return leaves;
}

function collect(value: object, prefix: string, leaves: Map<string, unknown>): void {
  for (const [name, member] of Object.entries(value)) {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    const nested = typeof member === 'object' && member !== null && !Array.isArray(member);
    if (nested && Object.keys(member).length > 0) collect(member, path, leaves);
    else leaves.set(path, member);
  }
}
