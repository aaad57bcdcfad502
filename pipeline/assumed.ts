/*
 * What a parser had to take for granted because the record does not say it: bits of `LogEvent.assumed`.
 */

/** No time in the record: that of its arrival. */
export const ASSUMED_TIME = 1;
/** No level in the record: INFO. */
export const ASSUMED_LEVEL = 2;
/** A time without a year: the latest one that fits the arrival. */
export const ASSUMED_YEAR = 4;
/** A time without a zone: UTC, or the zone that `auto-detect` was told. */
export const ASSUMED_ZONE = 8;
/** A clock without a day: the latest one that fits the arrival. */
export const ASSUMED_DAY = 16;

/** Nobody has said yet: neither time nor level is known to be the record's. */
export const UNREAD = 32 | ASSUMED_TIME | ASSUMED_LEVEL;
