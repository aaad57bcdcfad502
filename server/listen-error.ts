import { EnvironmentError, messageOf } from '../pipeline/errors.js';

/** Why listening failed, in words that name the address and the way out. */
export function toListenError(error: unknown, host: string, port: number): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new EnvironmentError(
        `port ${port} on ${host} is taken by another program; stop it or set PORT to a free one`,
      );
    case 'EACCES':
      return new EnvironmentError(
        `port ${port} on ${host} needs rights that this user does not have; set PORT to one from 1024 up`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new EnvironmentError(
        `cannot listen on ${host}: it is no address of this machine; set HOST (${messageOf(error)})`,
      );
    default:
      return error;
  }
}
