import type { Logger } from 'pino';
import { messageOf } from '../errors.js';
import type { TemplateBook } from './template-book.js';
import type { TemplateStore } from './template-store.js';

/** How long a template that one worker has found is unknown to the others, and to those who ask. */
const EVERY_MILLIS = 2000;
const FORGET_EVERY_MILLIS = 3_600_000;

/** Keeps a worker's templates and those in the store the same. While the store is away each worker goes by its own. */
export class TemplateExchange {
  #position: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> | undefined;
  #nextForgetting = 0;
  #failing = false;

  /** @param forgetAfterMillis how long a template without messages stays in the store */
  constructor(
    private readonly book: TemplateBook,
    private readonly store: TemplateStore,
    private readonly forgetAfterMillis: number,
    private readonly logger: Logger,
  ) {}

  /** Resolves when the templates of before are known, or cannot be had now. */
  async start(): Promise<void> {
    await this.#tryTurn();
    this.#timer = setInterval(() => void this.#tryTurn(), EVERY_MILLIS).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#turn;
    await this.#tryTurn();
  }

  #tryTurn(): Promise<void> {
    this.#turn ??= this.#exchange()
      .then(
        () => {
          this.#failing = false;
        },
        (error) => {
          if (!this.#failing)
            this.logger.warn({ error: messageOf(error) }, 'templates cannot be written down; trying again');
          this.#failing = true;
        },
      )
      .finally(() => {
        this.#turn = undefined;
      });
    return this.#turn;
  }

  async #exchange(): Promise<void> {
    const changes = this.book.takeChanges();
    try {
      const { templates, position } = await this.store.exchangeTemplates(changes, this.#position);
      this.#position = position;
      this.book.learn(templates);
    } catch (error) {
      this.book.notWritten(changes);
      throw error;
    }
    const now = Date.now();
    if (now < this.#nextForgetting) return;
    await this.store.forgetTemplates(now - this.forgetAfterMillis);
    this.#nextForgetting = now + FORGET_EVERY_MILLIS;
  }
}
