/** The six levels of an event, least severe first. */
export const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;

export type Level = (typeof LEVELS)[number];

const WORDS: Record<Level, readonly string[]> = {
  TRACE: ['trace', 'trc', 'finest', 'finer', 'verbose', 'silly', 'all'],
  DEBUG: ['debug', 'dbg', 'fine', 'config', 'debug1', 'debug2', 'debug3', 'debug4', 'debug5'],
  INFO: ['info', 'inf', 'information', 'informational', 'notice', 'log', 'default', 'success', 'ok'],
  WARN: ['warn', 'wrn', 'warning'],
  ERROR: ['error', 'err', 'eror', 'severe', 'failure', 'fail'],
  FATAL: ['fatal', 'ftl', 'crit', 'critical', 'alert', 'emerg', 'emergency', 'panic', 'dpanic'],
};

const LEVEL_OF_WORD = new Map<string, Level>();
/** OpenTelemetry's finer steps within a level: `INFO2`, `ERROR4`. */
const STEPS = [2, 3, 4];

for (const level of LEVELS) {
  for (const word of [...WORDS[level], ...STEPS.map((step) => `${level.toLowerCase()}${step}`)]) {
    LEVEL_OF_WORD.set(word, level);
    LEVEL_OF_WORD.set(word.toUpperCase(), level);
  }
}

/** The level a word stands for, in any case; undefined for a word that names none. */
export function levelOfWord(word: string): Level | undefined {
  return LEVEL_OF_WORD.get(word) ?? LEVEL_OF_WORD.get(word.toLowerCase());
}

const LEVEL_OF_SEVERITY: readonly Level[] = [
  'FATAL',
  'FATAL',
  'FATAL',
  'ERROR',
  'WARN',
  'INFO',
  'INFO',
  'DEBUG',
];

/** The level of a syslog severity, 0 to 7 (RFC 5424 §6.2.1). */
export function levelOfSeverity(severity: number): Level {
  return LEVEL_OF_SEVERITY[severity]!;
}

/** The level of an HTTP status in an access log: 5xx ERROR, 4xx WARN, else INFO. */
export function levelOfStatus(status: number): Level {
  if (status >= 500) return 'ERROR';
  return status >= 400 ? 'WARN' : 'INFO';
}
