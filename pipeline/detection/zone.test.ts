import { describe, expect, it } from 'vitest';
import { formatMicros, parseRfc3339 } from '../time.js';
import { Zone } from './zone.js';

/** What clocks in the zone show, as the instant it is. */
function instant(zone: string, clock: string): string {
  return formatMicros(new Zone(zone).instantOf(parseRfc3339(`${clock}Z`)!));
}

describe('Zone', () => {
  it.each([
    ['UTC', '2025-07-01T12:00:00', '2025-07-01T12:00:00.000000Z'],
    ['+02:00', '2025-07-01T12:00:00', '2025-07-01T10:00:00.000000Z'],
    ['-0730', '2025-07-01T12:00:00.000001', '2025-07-01T19:30:00.000001Z'],
    ['Europe/Berlin', '2025-07-01T12:00:00', '2025-07-01T10:00:00.000000Z'],
    ['Europe/Berlin', '2025-12-01T12:00:00.5', '2025-12-01T11:00:00.500000Z'],
    ['Asia/Kolkata', '2025-07-01T12:00:00', '2025-07-01T06:30:00.000000Z'],
    ['Asia/Kathmandu', '2025-07-01T12:00:00', '2025-07-01T06:15:00.000000Z'],
    ['America/St_Johns', '2025-07-01T12:00:00', '2025-07-01T14:30:00.000000Z'],
    ['Pacific/Kiritimati', '2025-07-01T00:30:00', '2025-06-30T10:30:00.000000Z'],
    // Lord Howe Island moves by half an hour.
    ['Australia/Lord_Howe', '2025-07-01T12:00:00', '2025-07-01T01:30:00.000000Z'],
    ['Australia/Lord_Howe', '2025-12-01T12:00:00', '2025-12-01T01:00:00.000000Z'],
  ])('in %s reads %s as %s', (zone, clock, expected) => {
    expect(instant(zone, clock)).toBe(expected);
  });

  it.each([
    // In spring 02:00 is followed by 03:00.
    ['2025-03-30T01:59:59.999999', '2025-03-30T00:59:59.999999Z'],
    ['2025-03-30T02:00:00', '2025-03-30T01:00:00.000000Z'],
    ['2025-03-30T02:30:00', '2025-03-30T01:30:00.000000Z'],
    ['2025-03-30T02:59:59', '2025-03-30T01:59:59.000000Z'],
    ['2025-03-30T03:00:00', '2025-03-30T01:00:00.000000Z'],
    ['2025-03-29T12:00:00', '2025-03-29T11:00:00.000000Z'],
    ['2025-03-30T12:00:00', '2025-03-30T10:00:00.000000Z'],
    // In autumn 02:00 to 03:00 comes twice: the first one is taken.
    ['2025-10-26T01:59:59', '2025-10-25T23:59:59.000000Z'],
    ['2025-10-26T02:00:00', '2025-10-26T00:00:00.000000Z'],
    ['2025-10-26T02:59:59', '2025-10-26T00:59:59.000000Z'],
    ['2025-10-26T03:00:00', '2025-10-26T02:00:00.000000Z'],
    ['2025-10-26T12:00:00', '2025-10-26T11:00:00.000000Z'],
  ])('in Berlin, where clocks change, reads %s as %s', (clock, expected) => {
    expect(instant('Europe/Berlin', clock)).toBe(expected);
  });

  it('agrees with the calendar of the platform all year round', () => {
    const zone = new Zone('America/New_York');
    const format = new Intl.DateTimeFormat('sv-SE', {
      ...{ timeZone: 'America/New_York', dateStyle: 'short', timeStyle: 'medium' },
    });
    const start = Date.UTC(2025, 0, 1);
    for (let hour = 0; hour < 365 * 24; hour += 5) {
      const time = start + hour * 3_600_000;
      const clock = parseRfc3339(`${format.format(time).replace(' ', 'T')}Z`)!;
      const read = zone.instantOf(clock);
      // The hour that comes twice is the first one.
      expect([time * 1000, (time - 3_600_000) * 1000]).toContain(read);
    }
  });

  it.each(['Europe/Atlantis', 'CETT', '', '+2'])('refuses %j', (name) => {
    expect(() => new Zone(name)).toThrow(RangeError);
  });
});
