/** What an error's body says, as every error of the API has it; undefined for another body. */
export function errorMessage(text: string): string | undefined {
  const { message } = (parsed(text) ?? {}) as { message?: unknown };
  return typeof message === 'string' ? message : undefined;
}

/** The JSON of a body; undefined where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Seconds or an HTTP date (RFC 9110 §10.2.3); undefined for neither. */
export function retryAfterMillis(header: string | null): number | undefined {
  if (header === null) return undefined;
  const millis = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(millis) ? undefined : Math.max(0, millis);
}
