/**
 * Carries events from workers to the servers that show them live. Best effort: what nobody listens to is not sent, and
 * a listener that comes late reads the store.
 */
export interface LiveBus {
  open(): Promise<void>;
  /** Whether a publish would reach anybody; cheap, asked once per batch. */
  readonly hasListeners: boolean;
  /** @param message what one chunk brought: pipeline/live-message.ts */
  publish(message: string): void;
  /** Resolves once messages published from now on will come; the returned function ends it. */
  subscribe(listener: (message: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
