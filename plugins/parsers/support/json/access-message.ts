import { type Level, levelOfStatus } from '../../../../pipeline/level.js';
import type { Pair } from './conversions.js';

/** What an access log says for a person: `GET /path?query 200`, and the level of that status. */
export class RequestFields {
  /** Undefined where the record names no request. */
  readonly message: string | undefined;
  readonly level: Level | undefined;

  constructor(pairs: readonly Pair[]) {
    const fields = new Map(pairs);
    const value = (name: string) => {
      const json = fields.get(name);
      return json === undefined ? undefined : String(JSON.parse(json));
    };
    const [method, path, query, status] = ['method', 'path', 'query', 'status'].map(value);
    const target = path === undefined || query === undefined ? path : `${path}?${query}`;
    if (target !== undefined || method !== undefined) {
      this.message = [method, target, status].filter((part) => part !== undefined).join(' ');
    }
    this.level = status === undefined ? undefined : levelOfStatus(Number(status));
  }
}
