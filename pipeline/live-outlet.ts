/**
 * What may be under way to the receiver, in characters. Some hundred chunks: a receiver that is behind by more has stood
 * still, and memory is for what is to be stored.
 */
const MOST_UNDER_WAY = 8 * 2 ** 20;
/** What may wait for room. */
const MOST_WAITING = 2 * 2 ** 20;

/**
 * The way of live messages to a receiver that may be slow; nobody waits for it. What it has no room for waits, and the
 * oldest that wait are dropped. The newest are kept, so that once the receiver goes on it learns of the last chunk there
 * was, and servers see the gap before it and read it from the store.
 */
export class LiveOutlet {
  readonly #waiting: string[] = [];
  #waitingLength = 0;
  #underWay = 0;

  /**
   * @param send hands a message on and calls `done` once, when it is off this process's hands or has failed
   * @param onDrop is called for each message that is dropped
   */
  constructor(
    private readonly send: (message: string, done: () => void) => void,
    private readonly onDrop: () => void,
  ) {}

  pass(message: string): void {
    this.#waiting.push(message);
    this.#waitingLength += message.length;
    this.#sendOn();
    while (this.#waitingLength > MOST_WAITING && this.#waiting.length > 1) {
      this.#next();
      this.onDrop();
    }
  }

  #sendOn(): void {
    while (this.#waiting.length > 0 && this.#hasRoomFor(this.#waiting[0]!)) {
      const message = this.#next();
      this.#underWay += message.length;
      this.send(message, () => {
        this.#underWay -= message.length;
        this.#sendOn();
      });
    }
  }

  /** A single message may be larger than all the room there is. */
  #hasRoomFor({ length }: string): boolean {
    return this.#underWay === 0 || this.#underWay + length <= MOST_UNDER_WAY;
  }

  #next(): string {
    const message = this.#waiting.shift()!;
    this.#waitingLength -= message.length;
    return message;
  }
}
