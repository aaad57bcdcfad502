import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Draws with the processor, asks nobody for anything. */
const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** The browser of this machine: CHROMIUM_PATH, else the first found on the PATH. */
export async function startChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: provideChromium(), args: FLAGS });
}

/** Installs Chromium where that can be done unasked; else stops and says what to install. */
function provideChromium(): string {
  const given = process.env.CHROMIUM_PATH;
  if (given !== undefined && given !== '') return given;
  const found = () => PROGRAMS.map(whereIs).find((path) => path !== undefined);
  const present = found();
  if (present !== undefined) return present;
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    console.info('chromium is not installed; installing it by apt-get');
    const options = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
    execFileSync('apt-get', ['update', '-qq'], options);
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], options);
  }
  const installed = found();
  if (installed !== undefined) return installed;
  throw new Error(
    'the tests of the dashboard need Chromium: install chromium (Debian: apt-get install chromium), or set CHROMIUM_PATH',
  );
}

function whereIs(program: string): string | undefined {
  const { status, stdout } = spawnSync('sh', ['-c', 'command -v "$0"', program], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
