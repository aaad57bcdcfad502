/**
 * Asks what may be away, and waits only so long: undefined when there is no answer in time. The next one who asks waits
 * for the same answer, so that questions do not pile up. Never rejects.
 */
export class AnswerInTime<Answer> {
  #asking: Promise<Answer> | undefined;

  /** @param millis how long each waits */
  constructor(
    private readonly ask: () => Promise<Answer>,
    private readonly millis: number,
  ) {}

  async get(): Promise<Answer | undefined> {
    this.#asking ??= this.ask().finally(() => {
      this.#asking = undefined;
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), this.millis);
    });
    try {
      return await Promise.race([this.#asking.catch(() => undefined), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
