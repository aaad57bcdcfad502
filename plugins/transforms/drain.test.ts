import { pino } from 'pino';
import { expect, it } from 'vitest';
import { RetryableError } from '../../pipeline/errors.js';
import type { LogEvent } from '../../pipeline/event.js';
import type { Transform } from '../../pipeline/plugin.js';
import { RecordingTemplates } from '../../test/support/doubles.js';
import { ARRIVAL_MICROS, makeEvent } from '../../test/support/events.js';
import { parserSet } from '../../test/support/parsers.js';
import drain from './drain.js';

const ARRIVAL_MILLIS = ARRIVAL_MICROS / 1000;

async function started(templates: RecordingTemplates): Promise<Transform> {
  const context = { name: 'patterns', logger: pino({ level: 'silent' }), dataDir: '', parsers: parserSet() };
  const options = { max_templates: 100, forget_after: Date.now() - ARRIVAL_MILLIS + 60_000 };
  const transform = await drain.create(options, { ...context, templates });
  await transform.start!();
  return transform;
}

function idIn(event: LogEvent | null): unknown {
  return event?.metadata.template_id;
}

it('gives an event the id of its template, and writes the template down', async () => {
  const templates = new RecordingTemplates();
  const transform = await started(templates);
  const [id, other] = ['user alice logged in', 'user bob logged in'].map((message) =>
    idIn(transform.event!(makeEvent(message))),
  );
  expect(id).toBe(other);
  await transform.stop!();
  const [firstSeenMillis, lastSeenMillis] = [ARRIVAL_MILLIS, ARRIVAL_MILLIS];
  expect([...templates.templates.values()]).toEqual([
    { id, text: 'user <*> logged in', firstSeenMillis, lastSeenMillis },
  ]);
});

it('goes on with the templates of before, and forgets old ones', async () => {
  const templates = new RecordingTemplates();
  const [firstSeenMillis, lastSeenMillis] = [0, ARRIVAL_MILLIS];
  await templates.exchangeTemplates([
    { id: 'tknown', text: 'user <*> logged in', firstSeenMillis, lastSeenMillis },
    { id: 'told', text: 'nobody says this any more', firstSeenMillis, lastSeenMillis: 0 },
  ]);
  const transform = await started(templates);
  expect(idIn(transform.event!(makeEvent('user carol logged in')))).toBe('tknown');
  expect([...templates.templates.keys()]).toEqual(['tknown']);
  await transform.stop!();
});

it('leaves a template_id that the record has itself', async () => {
  const transform = await started(new RecordingTemplates());
  const event = makeEvent('mail 7 sent');
  event.metadata = { template_id: 12 };
  expect(idIn(transform.event!(event))).toBe(12);
  await transform.stop!();
});

it('works while the store is away, and writes down later what it found meanwhile', async () => {
  const templates = new RecordingTemplates();
  templates.away = new RetryableError('the database is away');
  const transform = await started(templates);
  const id = idIn(transform.event!(makeEvent('disk full')));
  delete templates.away;
  await transform.stop!();
  expect([...templates.templates.keys()]).toEqual([id]);
});
