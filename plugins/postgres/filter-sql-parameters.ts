/** The values of a query, and how its text names them. */
export class Parameters {
  constructor(private readonly values: unknown[]) {}

  /** Adds a value and returns the SQL that stands for it, with its type so that no operator has to guess. */
  add(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
}
