import { idFromString } from '../../pipeline/event-id.js';
import { ParameterError } from '../replies/errors.js';

/** The schema lets 19 digits pass; not all of them fit into 63 bits. @throws ParameterError */
export function checkedId(id: string): string {
  try {
    idFromString(id);
  } catch (error) {
    throw new ParameterError(`path parameter "id": ${(error as RangeError).message}`);
  }
  return id;
}
