import { expect, it } from 'vitest';
import { drawingOf, type Stage } from './layout.js';

function stage(name: string, kind: Stage['kind'], ...inputs: string[]): Stage {
  return { name, kind, type: kind, inputs, counters: {} };
}

it('stages stand in the order of their work; what a source sends goes through the queue', () => {
  const { nodes, edges, columns, rows } = drawingOf([
    stage('http', 'source'),
    stage('syslog', 'source'),
    stage('queue', 'queue', 'http', 'syslog'),
    stage('parse', 'transform', 'http', 'syslog'),
    stage('store', 'sink', 'parse'),
    stage('raw', 'sink', 'http'),
  ]);
  expect(nodes.map(({ stage: { name }, column, row }) => [name, column, row])).toEqual([
    ['http', 0, 0],
    ['syslog', 0, 1],
    ['queue', 1, 0],
    ['parse', 2, 0],
    ['store', 3, 0],
    ['raw', 2, 1],
  ]);
  expect(edges.map(({ from, to }) => `${from.stage.name} ${to.stage.name}`)).toEqual([
    ...['http queue', 'syslog queue', 'queue parse', 'parse store', 'queue raw'],
  ]);
  expect([columns, rows]).toEqual([4, 2]);
});
