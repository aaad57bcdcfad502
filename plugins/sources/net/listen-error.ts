import { EnvironmentError, messageOf } from '../../../pipeline/errors.js';

const REASONS: Record<string, string> = {
  EADDRINUSE: 'another program uses this port',
  EACCES: 'ports below 1024 need more rights',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'there is no such host',
};

/** Why a port could not be opened, for people. */
export function listenError(stage: string, address: string, error: unknown): EnvironmentError {
  const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ''] ?? messageOf(error);
  return new EnvironmentError(`${stage} cannot listen on ${address}: ${reason}`, { cause: error });
}
