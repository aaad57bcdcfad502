/**
 * Carries events from workers to the servers that show them live. Best effort: what nobody listens to is not sent, and
 * a listener that comes late reads the store.
 */
export interface LiveBus {
  open(): Promise<void>;
  /** Whether a publish would reach anybody; cheap, asked once per batch. */
  readonly hasListeners: boolean;
  /** @param events a JSON array of events as text */
  publish(events: string): void;
  /** Resolves once events published from now on will come; the returned function ends it. */
  subscribe(listener: (events: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
