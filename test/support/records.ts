import { expect } from 'vitest';
import { Detector } from '../../pipeline/detection/detector.js';
import type { LogEvent } from '../../pipeline/event.js';
import { parserSet } from './parsers.js';

const detector = new Detector(parserSet());

/** The record as detection with all parsers reads it. */
export function readRecord(record: string): LogEvent {
  return detector.explain(record).event;
}

/** A record with what it becomes. */
export type ExpectedRecord = [
  record: string,
  format: string,
  level: string,
  message: string,
  metadata: object,
];

export function expectRecord([record, format, level, message, metadata]: ExpectedRecord): void {
  const event = readRecord(record);
  expect(event).toMatchObject({ format, level, message });
  expect(event.metadata).toEqual(metadata);
}
