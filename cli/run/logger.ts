import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

/** To stderr: readable on a terminal, JSON lines elsewhere. */
export function createLogger(level: string): Logger {
  if (!process.stderr.isTTY) return pino({ level }, pino.destination({ dest: 2, sync: true }));
  return pino(
    { level },
    pretty({
      destination: 2,
      sync: true,
      singleLine: true,
      ignore: 'pid,hostname',
      translateTime: 'HH:MM:ss',
    }),
  );
}
