import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * Installs a package of Debian where that can be done unasked; else stops and says what to install.
 *
 * @param program that shows with `--version` that the package is there
 */
export function providePackage(program: string, packageName: string, otherwise = ''): void {
  const installed = () => spawnSync(program, ['--version']).status === 0;
  if (installed()) return;
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    console.info(`${packageName} is not installed; installing it by apt-get`);
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', packageName], {
      stdio: 'inherit',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  }
  if (!installed())
    throw new Error(
      `the tests need ${program}: install ${packageName} (Debian: apt-get install ${packageName})${otherwise}`,
    );
}
