import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An authority of its own and a certificate of it for `localhost` and 127.0.0.1. */
export interface TlsFiles {
  /** Paths. */
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
  /** The authority's certificate itself, for clients. */
  readonly caText: string;
  remove(): Promise<void>;
}

export async function makeTlsFiles(): Promise<TlsFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'laf-tls-'));
  const path = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    'ca.key',
    '-out',
    'ca.crt',
    '-subj',
    '/CN=test',
    '-days',
    '2',
  );
  openssl('req', ...newKey, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=localhost');
  await writeFile(path('names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1');
  const signing = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names', '-days', '2'];
  openssl('x509', '-req', '-in', 'server.csr', '-out', 'server.crt', ...signing);
  return {
    ca: path('ca.crt'),
    certificate: path('server.crt'),
    key: path('server.key'),
    caText: await readFile(path('ca.crt'), 'utf8'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Settings of redis-server, which listens without TLS nowhere. */
export function tlsSettings(
  port: number,
  { ca, certificate, key }: TlsFiles,
): [name: string, value: string][] {
  return [
    ...([
      ['port', '0'],
      ['tls-port', `${port}`],
      ['tls-ca-cert-file', ca],
    ] as [string, string][]),
    ...([
      ['tls-cert-file', certificate],
      ['tls-key-file', key],
    ] as [string, string][]),
    ...([
      ['tls-auth-clients', 'no'],
      ['tls-replication', 'yes'],
      ['tls-cluster', 'yes'],
    ] as [string, string][]),
  ];
}
