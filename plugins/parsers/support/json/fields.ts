/*
 * The names under which JSON loggers write the fields of an event. New loggers are new names here, nothing else.
 */

/** The event's fields that a JSON record can carry, and the object whose contents are metadata. */
export const TIMESTAMP = 0;
export const LEVEL = 1;
export const SOURCE = 2;
export const APPLICATION = 3;
export const MESSAGE = 4;
export const METADATA = 5;

export type FieldRole =
  | typeof TIMESTAMP
  | typeof LEVEL
  | typeof SOURCE
  | typeof APPLICATION
  | typeof MESSAGE
  | typeof METADATA;

export interface FieldName {
  readonly role: FieldRole;
  /** Where a record has several names of one field, the lowest rank is taken; the others stay in its metadata. */
  readonly rank: number;
}

/**
 * In each row the first name wins over those after it. Names that mean something else as often (`name`, `date`,
 * `node`) are left out: they stay in the metadata.
 */
const NAMES: readonly (readonly [FieldRole, readonly string[]])[] = [
  [
    TIMESTAMP,
    ['timestamp', '@timestamp', 'time', 'ts', 'datetime', '@t', 'Timestamp', 'eventTime', 'asctime'],
  ],
  [LEVEL, ['level', 'severity', 'lvl', 'log.level', 'loglevel', 'log_level', 'levelname', '@l', 'Level']],
  [SOURCE, ['source', 'host', 'hostname', 'host.name', 'host_name', 'HOSTNAME']],
  [
    APPLICATION,
    ['application', 'app', 'service', 'service.name', 'service_name', 'app_name', 'appname', 'program'],
  ],
  [MESSAGE, ['message', 'msg', 'log', '@m', 'short_message', 'Message', 'MESSAGE', 'event', 'text', 'body']],
  [METADATA, ['metadata']],
];

/** What a member's name stands for; names that are not here are metadata. */
export const FIELD_NAMES: ReadonlyMap<string, FieldName> = new Map(
  NAMES.flatMap(([role, names]) => names.map((name, rank) => [name, { role, rank }] as const)),
);

/** Rank of a field that no name has given yet. */
export const NO_RANK = 1_000;
