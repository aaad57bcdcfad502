import { describe, expect, it } from 'vitest';
import { CLAIMED } from '../../pipeline/plugin.js';
import { ARRIVAL_MICROS, makeEvent } from '../../test/support/events.js';
import { WindowsEventReader } from './support/windows-event.js';
import { readXml } from './support/xml.js';

const reader = new WindowsEventReader();

function read(record: string) {
  const event = makeEvent(record);
  expect(reader.parse(record, event)).toBe(CLAIMED);
  return event;
}

function eventOf(system: string, rest = ''): string {
  return `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>${system}</System>${rest}</Event>`;
}

describe('windows-event', () => {
  it('reads everything that an event says', () => {
    const event = read(
      `<?xml version="1.0"?>${eventOf(
        `<Provider Name='Microsoft-Windows-Security-Auditing' Guid='{54849625}'/><EventID Qualifiers='16384'>4625</EventID><Version>0</Version>
         <Level>0</Level><Task>12544</Task><Opcode>0</Opcode><Keywords>0x8010000000000000</Keywords>
         <TimeCreated SystemTime='2025-11-11T10:20:30.123456700Z'/><EventRecordID>12345678901234567890</EventRecordID>
         <Correlation ActivityID='{a}'/><Execution ProcessID='4' ThreadID='88'/><Channel>Security</Channel><Computer>dc-1.example.com</Computer>
         <Security UserID='S-1-5-18'/>`,
        `<EventData><Data Name='TargetUserName'>anna &amp; bert</Data><Data Name='Empty'/><Data>free</Data><Binary>00FF</Binary></EventData>`,
      )}`,
    );
    expect(event).toMatchObject({
      format: 'windows-event',
      timestamp: '2025-11-11T10:20:30.123456Z',
      level: 'WARN',
      source: 'dc-1.example.com',
      application: 'Microsoft-Windows-Security-Auditing',
      message: 'Microsoft-Windows-Security-Auditing event 4625',
    });
    expect(
      JSON.parse(event.metadataText().replace('12345678901234567890', '"12345678901234567890"')),
    ).toEqual({
      provider_guid: '{54849625}',
      event_id: 4625,
      qualifiers: 16384,
      version: 0,
      original_level: 0,
      task: 12544,
      opcode: 0,
      keywords: '0x8010000000000000',
      record_id: '12345678901234567890',
      activity_id: '{a}',
      pid: 4,
      tid: 88,
      channel: 'Security',
      user_sid: 'S-1-5-18',
      event_data: { TargetUserName: 'anna & bert', param3: 'free', Binary: '00FF' },
    });
  });

  it('takes message and level from how Windows renders them', () => {
    const event = read(
      eventOf(
        '<Provider Name="P"/><EventID>1</EventID><Level>2</Level>',
        '<RenderingInfo Culture="en-US"><Message>Disk\n failed</Message><Level>Error</Level><Task>Disk</Task><Keywords><Keyword>Classic</Keyword></Keywords></RenderingInfo>',
      ),
    );
    expect(event).toMatchObject({
      level: 'ERROR',
      message: 'Disk\n failed',
      timestampMicros: ARRIVAL_MICROS,
    });
    expect(event.metadata).toEqual({
      event_id: 1,
      original_level: 'Error',
      task_name: 'Disk',
      keyword_names: 'Classic',
    });
  });

  it.each([
    ['1', 'FATAL'],
    ['2', 'ERROR'],
    ['3', 'WARN'],
    ['4', 'INFO'],
    ['5', 'TRACE'],
    ['0', 'INFO'],
  ])('level %s is %s', (number, level) => {
    expect(read(eventOf(`<Level>${number}</Level><Keywords>0x8020000000000000</Keywords>`)).level).toBe(
      level,
    );
  });

  it('keeps other parts as objects', () => {
    const event = read(
      eventOf('<EventID>1</EventID>', '<UserData><A xmlns="x" b="c"><D>1</D><D>2</D></A></UserData>'),
    );
    expect(event.metadata.user_data).toEqual({ A: { b: 'c', D: '1', D_2: '2' } });
  });

  it.each([
    '<Event><NoSystem/></Event>',
    eventOf('<EventID>1').slice(0, 100),
    eventOf('<A></B>'),
    `${eventOf('')}<Event/>`,
    `<!DOCTYPE x [<!ENTITY a "b">]>${eventOf('')}`,
    eventOf('<A>&a;</A>'),
    '<Events/>',
    '',
  ])('does not claim %j', (record) => {
    expect(reader.parse(record, makeEvent(record))).toBeGreaterThanOrEqual(0);
  });
});

describe('XML', () => {
  it('reads elements, attributes, text and sections', () => {
    const root = readXml(`\n<a b="1" c='&quot;2&#x41;'>x<!-- <no> --><d/> y<![CDATA[<z>&amp;]]></a> `)!;
    expect(root).toMatchObject({ name: 'a', text: 'x y<z>&amp;', children: [{ name: 'd', text: '' }] });
    expect([...root.attributes]).toEqual([
      ['b', '1'],
      ['c', '"2A'],
    ]);
  });

  it.each([
    'text',
    '<a',
    '<a>',
    '<a></b>',
    '<a b=1/>',
    '<a b="1" b="2"/>',
    '<a>&b;</a>',
    '<a>& </a>',
    '<a>&#0;</a>',
    '<a>&#xD800;</a>',
    '<a/><b/>',
    '<a/>x',
    '<a><![CDATA[x</a>',
    '<a><!-- x</a>',
    '<!DOCTYPE a><a/>',
    `${'<a>'.repeat(100)}${'</a>'.repeat(100)}`,
  ])('refuses %j', (text) => {
    expect(readXml(text)).toBeUndefined();
  });

  it('takes linear time', () => {
    const records = [
      '<Event>'.repeat(150_000),
      `<Event ${' '.repeat(1_000_000)}`,
      `<Event a=${'"'.repeat(1_000_000)}`,
      `<Event>${'&amp;'.repeat(200_000)}`,
      `<Event>${'<![CDATA['.repeat(100_000)}`,
      `<Event>${'<a/>'.repeat(250_000)}`,
      `<Event${' a="b"'.repeat(150_000)}`,
    ];
    for (const record of records) {
      const start = performance.now();
      reader.parse(record, makeEvent('x'));
      expect(performance.now() - start).toBeLessThan(1_000);
    }
  });
});
