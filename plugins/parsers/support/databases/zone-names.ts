import type { Micros } from '../../../../pipeline/time.js';

/*
 * Names of zones that servers write behind a time. Only those that mean one offset to everybody who writes them in logs;
 * of the others (IST, CST in China, BST) nobody can say. PostgreSQL reads the same names alike:
 * https://www.postgresql.org/docs/current/datetime-config-files.html
 */
const HOURS: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  Z: 0,
  WET: 0,
  WEST: 1,
  CET: 1,
  CEST: 2,
  EET: 2,
  EEST: 3,
  MSK: 3,
  JST: 9,
  KST: 9,
  AEST: 10,
  AEDT: 11,
  NZST: 12,
  NZDT: 13,
  EST: -5,
  EDT: -4,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
};
const MINUTE = 60_000_000;
const OFFSET = /^([+-])(\d\d):?(\d\d)?$/;

/** What local time is ahead of UTC by; undefined for a name that is not known. */
export function offsetOfZone(zone: string): Micros | undefined {
  const hours = HOURS[zone];
  if (hours !== undefined) return hours * 60 * MINUTE;
  const match = OFFSET.exec(zone);
  if (match === null) return undefined;
  const [, sign, ahead, minutes = '0'] = match;
  return (sign === '-' ? -1 : 1) * (Number(ahead) * 60 + Number(minutes)) * MINUTE;
}
