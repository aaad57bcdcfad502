import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.js';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['node_modules/**', 'dist/**'],
    globalSetup: ['test/support/engines.ts'],
    setupFiles: ['test/support/file-end.ts', 'test/support/property-seed.ts'],
    // All cores: left to itself vitest keeps one for itself, which it does not need, and files run one by one where there
    // are two. No more than 8, for all share one PostgreSQL of 100 connections.
    maxWorkers: Math.min(availableParallelism(), 8),
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Conditions are waited for, however slow the machine is; a test that fails takes this long to say so.
    expect: { poll: { timeout: 15_000 } },
  },
});
