/** A template as all workers know it. */
export interface Template {
  /** `t` and nine letters or digits; it stays when the template grows more general. */
  readonly id: string;
  /** The words that its messages share, `<*>` where they differ: `user <*> logged in`. */
  readonly text: string;
  /** When its first message arrived, in milliseconds since 1970. */
  readonly firstSeenMillis: number;
  /** When a worker last had one of its messages, to the hour or so. */
  readonly lastSeenMillis: number;
  /** The template that turned out to be the same, found by another worker before; its id is to be used. */
  readonly sameAs?: string;
}

/** Where workers learn the templates of each other, and find their own again. */
export interface TemplateStore {
  /**
   * Writes templates down.
   *
   * @param since what the last exchange returned; undefined: all that are known
   * @returns what has been written since then by anybody, and where to go on
   * @throws RetryableError when the database is away
   */
  exchangeTemplates(changed: readonly Template[], since?: string): Promise<TemplateNews>;
  /**
   * Forgets the templates that nobody has had a message of since then.
   *
   * @throws RetryableError when the database is away
   */
  forgetTemplates(unseenSinceMillis: number): Promise<void>;
}

export interface TemplateNews {
  readonly templates: readonly Template[];
  /** For the next exchange. */
  readonly position: string;
}
