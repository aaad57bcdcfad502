import { describe, expect, it } from 'vitest';
import { ARRIVAL_MICROS, makeEvent } from '../../test/support/events.js';
import { ASSUMED_LEVEL, ASSUMED_TIME, ASSUMED_ZONE } from '../assumed.js';
import type { LogEvent } from '../event.js';
import { formatMicros } from '../time.js';
import { openEnvelope, payloadText } from './payload.js';

const OUTER_TIME = Date.UTC(2025, 10, 11, 10) * 1000;
const INNER_TIME = OUTER_TIME - 90_000_000;

interface Said {
  micros?: number;
  level?: LogEvent['level'];
  source?: string;
  application?: string;
  metadata?: string;
  assumed?: number;
}

function envelope(said: Said): LogEvent {
  const event = makeEvent('<34>… hello');
  fill(event, 'outer', 'hello', said);
  return event;
}

function fill(event: LogEvent, format: string, message: string, said: Said): void {
  const { micros, level, source = '', application = '', metadata = '{}', assumed = 0 } = said;
  const unsaid = (micros === undefined ? ASSUMED_TIME : 0) | (level === undefined ? ASSUMED_LEVEL : 0);
  event.fill(
    ...([
      format,
      micros ?? event.timestampMicros,
      level ?? 'INFO',
      source,
      application,
      message,
      metadata,
    ] as const),
    assumed | unsaid,
  );
}

function opened(outer: Said, inner: Said): LogEvent {
  const event = envelope(outer);
  const payload = event.clone();
  fill(payload, 'inner', 'hi', inner);
  openEnvelope(event, payload, 'inner');
  return event;
}

describe('payloadText', () => {
  it.each([
    ['a', 'a'],
    ['  {"a":1}', '{"a":1}'],
    ['@cee:{"a":1}', '{"a":1}'],
    [' @cee:  {"a":1}', '{"a":1}'],
    ['@ceed', '@ceed'],
    ['@cee', '@cee'],
    ['   ', ''],
    ['', ''],
  ])('of %j is %j', (message, text) => {
    expect(payloadText(message)).toBe(text);
  });
});

describe('an opened envelope', () => {
  it('has time and level of the payload, which are nearer to what happened', () => {
    const event = opened({ micros: OUTER_TIME, level: 'INFO' }, { micros: INNER_TIME, level: 'ERROR' });
    expect(event).toMatchObject({
      format: 'inner',
      timestampMicros: INNER_TIME,
      level: 'ERROR',
      message: 'hi',
    });
    expect(event.assumed).toBe(0);
    expect(event.metadata).toEqual({ envelope: { timestamp: formatMicros(OUTER_TIME) } });
  });

  it('keeps its own where the payload says nothing', () => {
    const event = opened(
      {
        micros: OUTER_TIME,
        level: 'WARN',
        source: 'h',
        application: 'a',
        metadata: '{"pid":1}',
        assumed: ASSUMED_ZONE,
      },
      {},
    );
    expect(event).toMatchObject({
      timestampMicros: OUTER_TIME,
      level: 'WARN',
      source: 'h',
      application: 'a',
    });
    expect(event.assumed).toBe(ASSUMED_ZONE);
    expect(event.metadata).toEqual({ pid: 1 });
  });

  it('says what neither of the two says', () => {
    const event = opened({}, {});
    expect(event.assumed).toBe(ASSUMED_TIME | ASSUMED_LEVEL);
    expect(event).toMatchObject({ timestampMicros: ARRIVAL_MICROS, level: 'INFO', source: '192.0.2.1' });
    expect(event.metadata).toEqual({});
  });

  it('takes what was assumed from the one whose time it is', () => {
    expect(opened({ micros: OUTER_TIME }, { micros: INNER_TIME, assumed: ASSUMED_ZONE }).assumed).toBe(
      ASSUMED_ZONE | ASSUMED_LEVEL,
    );
    expect(
      opened({ micros: OUTER_TIME, assumed: ASSUMED_ZONE }, { micros: INNER_TIME, level: 'INFO' }).assumed,
    ).toBe(0);
  });

  it('keeps host and program that the payload names otherwise', () => {
    const event = opened(
      { source: 'relay', application: 'docker' },
      { source: 'web-1', application: 'shop' },
    );
    expect(event).toMatchObject({ source: 'web-1', application: 'shop' });
    expect(event.metadata).toEqual({ envelope: { source: 'relay', application: 'docker' } });
  });

  it('keeps nothing twice', () => {
    const same = { micros: OUTER_TIME, source: 'h', application: 'a' };
    expect(opened(same, { ...same, micros: OUTER_TIME + 999_999 }).metadata).toEqual({});
    expect(opened({}, { micros: INNER_TIME, source: 'h', application: 'a' }).metadata).toEqual({});
  });

  it('keeps both of a name in the metadata', () => {
    const event = opened({ metadata: '{"pid":1,"a":2}' }, { metadata: '{"pid":3,"b":4}' });
    expect(event.metadata).toEqual({ pid: 1, a: 2, b: 4, metadata: { pid: 3 } });
  });

  it('is as clean as both of them', () => {
    const event = envelope({});
    const payload = event.clone();
    fill(payload, 'inner', 'hi', {});
    payload.clean = false;
    openEnvelope(event, payload, 'inner');
    expect(event.clean).toBe(false);
  });
});
