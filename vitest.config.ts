import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['node_modules/**', 'dist/**'],
    globalSetup: ['test/support/engines.ts'],
    setupFiles: ['test/support/file-end.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Conditions are waited for, however slow the machine is; a test that fails takes this long to say so.
    expect: { poll: { timeout: 15_000 } },
  },
});
