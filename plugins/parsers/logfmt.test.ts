import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../pipeline/event.js';
import { CLAIMED, type Parser } from '../../pipeline/plugin.js';
import { ARRIVAL_MICROS, makeEvent } from '../../test/support/events.js';
import { LogfmtReader } from './support/logfmt-reader.js';
import { LtsvReader } from './support/ltsv-reader.js';

function read(record: string, reader: Parser = new LogfmtReader()): LogEvent {
  const event = makeEvent(record);
  expect(reader.parse(record, event)).toBe(CLAIMED);
  return event;
}

describe('logfmt', () => {
  it('takes the fields of an event and types the rest', () => {
    const event = read(
      'time="2025-11-11T10:20:30.123Z" level=warning host=web-1 app=shop msg="cart is \\"empty\\"\\n" user=42 ms=1.5 id=007 ok=true big=123456789012345678901 q="5" none=',
    );
    expect(event).toMatchObject({
      format: 'logfmt',
      timestamp: '2025-11-11T10:20:30.123000Z',
      level: 'WARN',
      source: 'web-1',
      application: 'shop',
      message: 'cart is "empty"\n',
    });
    expect(event.metadataText()).toBe(
      '{"user":42,"ms":1.5,"id":"007","ok":true,"big":123456789012345678901,"q":"5","none":"","original_level":"warning"}',
    );
  });

  it.each([
    ['ts=1762856430.5 lvl=eror msg=x', '2025-11-11T10:20:30.500000Z', 'ERROR'],
    [
      'logger=settings t=2025-11-11T10:20:30.123456789Z level=info msg=x',
      '2025-11-11T10:20:30.123456Z',
      'INFO',
    ],
    ['@timestamp="Tue Nov 11 10:20:30 UTC 2025" level=error msg=x', '2025-11-11T10:20:30.000000Z', 'ERROR'],
    ['at=error code=H12 desc="Request timeout"', undefined, 'ERROR'],
    ['level=fatal', undefined, 'FATAL'],
    ['msg="alone"', undefined, 'INFO'],
    ['a=1 b=2 flag', undefined, 'INFO'],
    ["name='two words' b=it's", undefined, 'INFO'],
  ])('reads %s', (record, timestamp, level) => {
    const event = read(record);
    expect(event.level).toBe(level);
    if (timestamp === undefined) expect(event.timestampMicros).toBe(ARRIVAL_MICROS);
    else expect(event.timestamp).toBe(timestamp);
  });

  it('keeps names without a value, repeated names and values that are unusable', () => {
    const event = read('level=banana time=soon a=1 a=2 flag msg=x');
    expect(event).toMatchObject({ level: 'INFO', message: 'x' });
    expect(event.metadata).toEqual({ level: 'banana', time: 'soon', a: [1, 2], flag: true });
    expect(read('a=1 app=48 host=-').metadata).toEqual({ a: 1, app: 48, host: '-' });
  });

  it('reads requests as Heroku and lograge write them', () => {
    const event = read(
      'at=info method=GET path="/cart?id=7" host=shop.example dyno=web.1 service=12ms status=503',
    );
    expect(event).toMatchObject({ level: 'INFO', application: '', message: 'GET /cart?id=7 503' });
    expect(event.metadata).toMatchObject({ host: 'shop.example', service: '12ms', status: 503 });
    expect(read('method=GET path=/ format=html status=503 duration=5.2').level).toBe('ERROR');
  });

  it('keeps what follows in lines of its own', () => {
    const trace = 'java.io.IOException: refused\n\tat shop.Mail.send(Mail.java:7)';
    expect(read(`level=error msg="no mail"\n${trace}`)).toMatchObject({
      message: 'no mail',
      metadata: { exception: 'java.io.IOException', stack_trace: trace },
    });
    expect(read('level=error msg=a\nsecond').message).toBe('a\nsecond');
    expect(read('a=1 b=2\nsecond').message).toBe('a=1 b=2\nsecond');
  });

  it('reads a record that was cut off within a value', () => {
    expect(read('level=info user=7 msg="signed i').message).toBe('signed i');
  });

  it.each([
    ...[
      '',
      'x',
      'hello world',
      'a=1',
      'user=bob',
      'key=value is a pair',
      'a=1 b=2 c d e f',
      'a=1 b=2 c d',
      '=x',
      'a==1 b=2',
    ],
    ...[
      'a="1',
      'a=b"c d=1',
      'a=1 "k"=2',
      'a=1 =2',
      'a="x"y b=1',
      'https://a/?b=1&c=2',
      '{"a"=1}',
      'Error: a=1 b=2',
    ],
    ...['DB_HOST=a and so on', 'x = 1 y = 2', 'a=1\tb=2', ' a=1 b=2', 'msg', 'level= info of the day'],
    'text=',
    'msg=""',
  ])('leaves %j alone', (record) => {
    expect(new LogfmtReader().parse(record, makeEvent(record))).toBeGreaterThanOrEqual(0);
  });

  it('reads a value of a megabyte', () => {
    const long = 'x'.repeat(2 ** 20);
    expect(read(`level=info msg="${long}"`).message).toBe(long);
  });
});

describe('ltsv', () => {
  it('reads labels and values', () => {
    const event = read(
      'time:11/Nov/2025:10:20:30 +0000\thost:192.0.2.7\tmethod:GET\tpath:/cart\tstatus:404\tsize:512\tua:\tx:a:b',
      new LtsvReader(),
    );
    expect(event).toMatchObject({
      format: 'ltsv',
      timestamp: '2025-11-11T10:20:30.000000Z',
      level: 'WARN',
      message: 'GET /cart 404',
    });
    expect(event.metadataText()).toBe(
      '{"host":"192.0.2.7","method":"GET","path":"/cart","status":404,"size":512,"ua":"","x":"a:b"}',
    );
  });

  it.each([
    '',
    'a:1',
    'a:1 b:2',
    'hello\tworld',
    'a:1\tworld',
    'a:1\t\tb:2',
    'Error: x\tat y',
    'java.io.IOException: gone\n\tat a.B.c(B.java:1)\n\tat a.B.d(B.java:2)',
    '10:20:30\tb:1',
  ])('leaves %j alone', (record) => {
    expect(new LtsvReader().parse(record, makeEvent(record))).toBeGreaterThanOrEqual(0);
  });
});
