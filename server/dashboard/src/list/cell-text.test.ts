import { expect, it } from 'vitest';
import type { LogRecord } from '../api/types.js';
import { clipped, fieldsText, fieldText, SHOWN_CHARACTERS } from './cell-text.js';

const event = {
  source: 'web-1',
  message: 'GET /api took long',
  metadata: {
    status: 503,
    'k8s.pod': { name: 'web' },
    k8s: { node: 'n1' },
    path: '/api',
    empty: null,
    list: [1],
    template_id: 't0k3j9x2a1',
  },
} as unknown as LogRecord;

it('a field is found by its dots', () => {
  expect(
    [
      'source',
      'metadata.status',
      'metadata.k8s.pod.name',
      'metadata.k8s.node',
      'metadata.k8s.x',
      'metadata.list',
    ].map((field) => fieldText(event, field)),
  ).toEqual([...['web-1', '503', 'web', 'n1', '', '[1]']]);
});

it('fields that the message says already, or that say nothing, do not follow it', () => {
  expect(fieldsText(event).map(([name]) => name)).toEqual(['status', 'k8s.pod', 'k8s', 'list']);
});

it('a long message is cut', () => {
  expect(clipped('x'.repeat(1_000_000))).toEqual({
    text: 'x'.repeat(SHOWN_CHARACTERS),
    more: 1_000_000 - SHOWN_CHARACTERS,
  });
});
