import { describe, expect, it } from 'vitest';
import { UserError } from '../../pipeline/errors.js';
import type { LogEvent, Metadata } from '../../pipeline/event.js';
import { makeEvent } from '../../test/support/events.js';
import { makeTransform } from '../../test/support/transforms.js';
import addFields from './add-fields.js';
import autoDetect from './auto-detect.js';
import drop from './drop.js';
import rename from './rename.js';

function eventWith(metadata: Metadata): LogEvent {
  const event = makeEvent('message');
  event.metadata = metadata;
  return event;
}

describe('add-fields', () => {
  it('sets metadata, fields of the event and names with dots', async () => {
    const transform = await makeTransform(addFields, {
      fields: { team: 'identity', application: 'auth', level: 'warning', 'http.tier': 1, labels: { a: [1] } },
    });
    const event = transform(eventWith({ team: 'old', http: { status: 200 } }));
    expect(event?.metadata).toEqual({ team: 'identity', http: { status: 200, tier: 1 }, labels: { a: [1] } });
    expect(event).toMatchObject({ application: 'auth', level: 'WARN' });
  });

  it('leaves what is there with overwrite: false', async () => {
    const transform = await makeTransform(addFields, {
      fields: { team: 'new', application: 'auth' },
      overwrite: false,
    });
    const event = eventWith({ team: 'old' });
    expect(transform(event)?.metadata).toEqual({ team: 'old' });
    expect(event.application).toBe('auth');
  });

  it('gives each event values of its own', async () => {
    const transform = await makeTransform(addFields, { fields: { labels: { a: 1 } } });
    const first = transform(eventWith({}));
    (first?.metadata.labels as Metadata).a = 2;
    expect(transform(eventWith({}))?.metadata).toEqual({ labels: { a: 1 } });
  });

  it('does not break what stands where an object would have to be', async () => {
    const transform = await makeTransform(addFields, { fields: { 'http.status': 200 } });
    expect(transform(eventWith({ http: 'text' }))?.metadata).toEqual({ http: 'text', 'http.status': 200 });
  });

  it.each(['id', 'received_at', 'format', 'metadata', 'a.__proto__', 'a..b', ''])(
    'refuses to set %j',
    async (name) => {
      await expect(makeTransform(addFields, { fields: { [name]: 1 } })).rejects.toThrow(UserError);
    },
  );
});

describe('rename', () => {
  it('moves metadata, inward and outward', async () => {
    const transform = await makeTransform(rename, {
      fields: { uid: 'user_id', 'k8s.pod.name': 'source', 'a.b': 'c.d', absent: 'x' },
    });
    const event = transform(eventWith({ uid: 7, k8s: { pod: { name: 'web-7', ip: 1 } }, 'a.b': true }));
    expect(event?.metadata).toEqual({ user_id: 7, k8s: { pod: { ip: 1 } }, c: { d: true } });
    expect(event?.source).toBe('web-7');
  });

  it('lets two fields change places', async () => {
    const transform = await makeTransform(rename, { fields: { a: 'b', b: 'a' } });
    expect(transform(eventWith({ a: 1, b: 2 }))?.metadata).toEqual({ a: 2, b: 1 });
  });

  it('moves a field of the event away', async () => {
    const transform = await makeTransform(rename, { fields: { application: 'program', level: 'severity' } });
    const event = eventWith({});
    event.application = 'auth';
    expect(transform(event)?.metadata).toEqual({ program: 'auth', severity: 'INFO' });
    expect(event.application).toBe('');
  });

  it('keeps numbers beyond a double', async () => {
    const transform = await makeTransform(rename, { fields: { a: 'b' } });
    const record = '{"a":12345678901234567890}';
    const event = makeEvent(record);
    event.fill('json', 0, 'INFO', '', '', 'm', record);
    expect(transform(event)?.metadataText()).toBe('{"b":12345678901234567890}');
  });
});

describe('drop', () => {
  it('leaves every event out', async () => {
    const transform = await makeTransform(drop);
    expect(transform(makeEvent('x'))).toBeNull();
  });
});

describe('auto-detect', () => {
  it('reads each record by its own format', async () => {
    const transform = await makeTransform(autoDetect);
    const formats = ['{"message":"x"}', '<34>1 - - - - - - x', 'hello'].map(
      (record) => transform(makeEvent(record))?.format,
    );
    expect(formats).toEqual(['json', 'syslog-rfc5424', 'plain']);
  });

  it('looks for the formats it is told, and keeps others plain and whole', async () => {
    const transform = await makeTransform(autoDetect, { formats: ['syslog-rfc5424'] });
    expect(transform(makeEvent('{"message":"x"}'))).toMatchObject({
      format: 'plain',
      message: '{"message":"x"}',
    });
  });

  it('names the formats there are when one is unknown', async () => {
    await expect(makeTransform(autoDetect, { formats: ['jsn'] })).rejects.toThrow(
      /transforms\.stage\.formats: no parser reads "jsn".*json/,
    );
  });
});
