import type { Ajv } from 'ajv';
import type { DataValidationCxt, SchemaValidateFunction } from 'ajv/dist/types/index.js';
import { ADDRESS_ALLOWED, parseAddress } from './addresses.js';
import type { JsonSchema } from './options-schema.js';
import { UNITS, type UnitName } from './units.js';

/*
 * What options schemas say beyond JSON Schema: `unit` converts "200ms" to 200, `listen` marks addresses.
 */

interface UnitKeyword {
  name: UnitName;
  minimum?: number;
  maximum?: number;
}

/** `minimum` and `maximum` of a unit bound the converted number; ajv would apply them to what was written. */
export function unitAsKeyword(schema: JsonSchema): JsonSchema {
  if (schema.unit === undefined) return schema;
  const { type: _type, unit, minimum, maximum, ...rest } = schema;
  const keyword: UnitKeyword = { name: unit, minimum, maximum };
  return { ...rest, unit: keyword } as unknown as JsonSchema;
}

export function addOptionKeywords(ajv: Ajv): void {
  ajv.addKeyword({ keyword: 'unit', modifying: true, errors: 'full', validate: convertUnit });
  ajv.addKeyword({ keyword: 'listen', schemaType: 'boolean', errors: 'full', validate: checkAddresses });
}

const convertUnit: SchemaValidateFunction = (keyword: UnitKeyword, data: unknown, _schema, context) => {
  const value = readUnit(keyword.name, data);
  const message = unitMistake(keyword, value);
  if (message !== undefined) {
    convertUnit.errors = [{ keyword: 'unit', message, params: {} }];
    return false;
  }
  const { parentData, parentDataProperty } = context as DataValidationCxt;
  parentData[parentDataProperty] = value;
  return true;
};

function readUnit(name: UnitName, data: unknown): number | undefined {
  if (typeof data === 'string') return UNITS[name].parse(data);
  // A bare number of bytes is clear; a bare number of time is not.
  return name === 'size' && typeof data === 'number' ? UNITS.size.parse(String(data)) : undefined;
}

function unitMistake({ name, minimum, maximum }: UnitKeyword, value: number | undefined): string | undefined {
  const { allowed, format } = UNITS[name];
  if (value === undefined) return `must be ${allowed}`;
  if (minimum !== undefined && value < minimum) return `must be at least ${format(minimum)}`;
  if (maximum !== undefined && value > maximum) return `must be at most ${format(maximum)}`;
  return undefined;
}

const checkAddresses: SchemaValidateFunction = (marked: boolean, data: unknown, _schema, context) => {
  if (!marked) return true;
  const isList = Array.isArray(data);
  const errors = (isList ? data : [data]).flatMap((address: unknown, index) => {
    // Anything but text is a mistake of `type`.
    if (typeof address !== 'string' || parseAddress(address) !== undefined) return [];
    const instancePath = (context as DataValidationCxt).instancePath + (isList ? `/${index}` : '');
    const params = { address };
    return [{ keyword: 'listen', instancePath, message: `must be ${ADDRESS_ALLOWED}`, params }];
  });
  checkAddresses.errors = errors;
  return errors.length === 0;
};
