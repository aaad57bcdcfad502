import { signal } from '@preact/signals';
import { ApiError, isAbort, messageOf } from '../api/http.js';
import type { LogRecord } from '../api/types.js';
import { type Mistake, readMistake } from '../filter/mistake.js';
import { Rate } from '../live/rate.js';
import { painted } from '../ui/painted.js';
import { boundMillis } from '../view/range.js';
import type { Selection } from '../view/selection.js';
import { EventWindow } from './event-window.js';
import {
  arrivedSince,
  idBefore,
  latestId,
  newestPage,
  oldestPage,
  pageAfter,
  pageBefore,
  type Stretch,
} from './pages.js';

/** Memory is bounded by these; what is cut is read again when one scrolls there. */
const MOST_ROWS = 100_000;
const MOST_CHARACTERS = 100_000_000;
/** While new ones come by themselves nobody looks at old ones. */
const MOST_FOLLOWED = 5000;
/** What waits for somebody who reads; beyond it the newest page is fetched instead. */
const MOST_WAITING = 5000;

/** The eye reads no faster: beyond so many in a second the list changes only twice in it. */
const CALM_RATE = 50;
const CALM_MILLIS = 500;
const QUICK_MILLIS = 60;

/** An event is in the feed before it is committed, so the store is asked again after these. */
const CATCH_UP_MILLIS = [0, 1000, 4000];
/** What has been under way from intake to commit when the feed began, at most. */
const UNDER_WAY_MILLIS = 3000;
/** Of the feed's newest events so many outlive a look at the store, which may not have them yet. */
const MOST_RECENT = 2000;

/**
 * The logs in the list: the newest page of the store, older ones as one scrolls, new ones from the live feed.
 *
 * While `held` (somebody reads further down, or has pressed pause) the list stays as it is and new ones are counted.
 */
export class LogList {
  readonly window = new EventWindow();
  /** Changes whenever the rows do. */
  readonly version = signal(0);
  readonly loading = signal(true);
  readonly problem = signal<{ message: string; mistake?: Mistake | undefined } | undefined>(undefined);
  /** How far back a search that takes long has found nothing so far, RFC 3339. */
  readonly searchedBackTo = signal<string | undefined>(undefined);
  /** The search was ended for the time it took. */
  readonly unfinished = signal(false);
  readonly hasOlder = signal(false);
  readonly hasNewer = signal(false);
  readonly held = signal(false);
  /** How many have come since it is held. */
  readonly waiting = signal(0);
  readonly rate = signal(0);
  /** Resolves when the first page is to be seen, or why there is none; other questions wait, for it is looked at first. */
  readonly first: Promise<void>;

  #firstDone!: () => void;
  #selection: Selection = { filter: '', from: '', to: '', level: [] };
  #abort = new AbortController();
  #lookingOlder = false;
  #lookingNewer = false;
  #incoming: LogRecord[] = [];
  #recent: LogRecord[] = [];
  #waitingRows: LogRecord[] | undefined = [];
  /** What comes twice is counted once. */
  readonly #waitingIds = new Set<string>();
  #flushTimer: ReturnType<typeof setTimeout> | undefined;
  #newestId = '0';
  /** The same of the page that was asked for last. */
  #newestOfPage = '0';
  readonly #rate = new Rate();
  readonly #listeners = new Set<(events: readonly LogRecord[]) => void>();

  constructor() {
    this.first = new Promise<void>((resolve) => {
      this.#firstDone = resolve;
    }).then(painted);
    setInterval(() => {
      this.rate.value = this.#rate.perSecond(Date.now());
    }, 1000);
  }

  /** Told of all that the feed brings, whether it is shown or not. */
  onLive(listener: (events: readonly LogRecord[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Shows the newest logs of a selection instead of what there is. */
  async show(selection: Selection): Promise<void> {
    if (JSON.stringify(selection) !== JSON.stringify(this.#selection)) {
      this.#incoming = [];
      this.#recent = [];
    }
    this.#selection = selection;
    await this.#replace(newestPage, ({ logs, more }) => {
      this.#take(logs);
      this.#newestOfPage = latestId(logs, '0');
      this.hasOlder.value = more;
      this.hasNewer.value = false;
      this.held.value = false;
      this.#forgetWaiting();
      this.#incoming.unshift(...this.#recent);
    });
    this.#flush();
  }

  /** Shows the oldest logs of the selection. */
  async showOldest(): Promise<void> {
    if (!this.hasOlder.value) return;
    await this.#replace(oldestPage, ({ logs, more }) => {
      this.#take(logs);
      this.hasOlder.value = false;
      this.hasNewer.value = more;
    });
  }

  /** What was there stays to be seen until the answer comes. */
  async #replace(
    ask: (selection: Selection, abort: AbortSignal, onEmpty: (backTo: string) => void) => Promise<Stretch>,
    take: (stretch: Stretch) => void,
  ): Promise<void> {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#lookingOlder = this.#lookingNewer = false;
    this.loading.value = true;
    this.searchedBackTo.value = undefined;
    const { signal: abort } = this.#abort;
    try {
      const stretch = await ask(this.#selection, abort, (backTo) => {
        this.searchedBackTo.value = backTo;
        this.window.clear();
        this.#changed();
      });
      this.window.clear();
      take(stretch);
      this.unfinished.value = stretch.unfinished ?? false;
      this.problem.value = undefined;
      this.#changed();
    } catch (error) {
      if (isAbort(error)) return;
      this.#fail(error);
    }
    this.loading.value = false;
    this.#firstDone();
  }

  /** The feed begins to listen; what arrived in between is in the store, or will be soon. */
  async catchUp(): Promise<void> {
    const { signal: abort } = this.#abort;
    // While the first page is on its way: from the newest log that it will have.
    let since = this.loading.value ? undefined : idBefore(this.#newestId, UNDER_WAY_MILLIS);
    for (const millis of CATCH_UP_MILLIS) {
      await new Promise((resolve) => setTimeout(resolve, millis));
      if (abort.aborted) return;
      if (this.loading.value) continue;
      since ??= idBefore(this.#newestOfPage, UNDER_WAY_MILLIS);
      try {
        const oldest = this.hasOlder.value ? this.window.oldest?.timestamp : undefined;
        const missed = await arrivedSince(this.#selection, since, oldest, abort);
        if (missed === undefined) return await this.show(this.#selection);
        const unknown = missed.filter(({ id }) => !this.window.has(id));
        if (unknown.length > 0) this.#arrive(unknown);
      } catch (error) {
        // What is wrong with the filter, the search itself has said.
        if (!isAbort(error) && !(error instanceof ApiError)) this.#fail(error);
        return;
      }
    }
  }

  /** @param now how many of them have come just now, and count for the rate */
  receive(events: LogRecord[], now: number): void {
    this.#rate.add(now, Date.now());
    for (const listener of this.#listeners) listener(events);
    this.#recent = [...this.#recent, ...events].slice(-MOST_RECENT);
    this.#arrive(events);
  }

  /** Too much has been missed to be shown piece by piece. */
  skipAhead(): void {
    if (this.held.value) this.#waitingRows = undefined;
    else void this.show(this.#selection);
  }

  hold(): void {
    this.held.value = true;
  }

  /** Shows what has come and goes on. */
  async follow(): Promise<void> {
    if (this.hasNewer.value || this.#waitingRows === undefined) return this.show(this.#selection);
    const rows = this.#waitingRows;
    this.#forgetWaiting();
    this.held.value = false;
    this.#take(rows);
    this.#trimFollowed();
    this.#changed();
  }

  async loadOlder(): Promise<void> {
    const { oldest } = this.window;
    if (this.#lookingOlder || !this.hasOlder.value || oldest === undefined) return;
    this.#lookingOlder = true;
    const { signal: abort } = this.#abort;
    await this.#extend(pageBefore(this.#selection, oldest, this.window, abort), ({ logs, more }) => {
      this.#take(logs);
      this.hasOlder.value = more;
      if (this.window.trim('newest', MOST_ROWS, MOST_CHARACTERS) > 0) this.hasNewer.value = true;
    });
    if (!abort.aborted) this.#lookingOlder = false;
  }

  async loadNewer(): Promise<void> {
    const { newest } = this.window;
    if (this.#lookingNewer || !this.hasNewer.value || newest === undefined) return;
    this.#lookingNewer = true;
    const { signal: abort } = this.#abort;
    await this.#extend(pageAfter(this.#selection, newest, this.window, abort), ({ logs, more }) => {
      this.#take(logs);
      this.hasNewer.value = more;
      if (this.window.trim('oldest', MOST_ROWS, MOST_CHARACTERS) > 0) this.hasOlder.value = true;
    });
    if (!abort.aborted) this.#lookingNewer = false;
  }

  async #extend(page: Promise<Stretch>, take: (stretch: Stretch) => void): Promise<void> {
    try {
      take(await page);
      this.#changed();
    } catch (error) {
      if (!isAbort(error)) this.#fail(error);
    }
  }

  #arrive(events: LogRecord[]): void {
    this.#incoming.push(...events);
    if (this.loading.value || this.#flushTimer !== undefined) return;
    const calm = this.#rate.perSecond(Date.now()) > CALM_RATE;
    this.#flushTimer = setTimeout(() => this.#flush(), calm ? CALM_MILLIS : QUICK_MILLIS);
  }

  #flush(): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    if (this.loading.value || this.#incoming.length === 0) return;
    const events = this.#incoming.filter((event) => this.#isInRange(event));
    this.#incoming = [];
    if (this.held.value || this.hasNewer.value) this.#putAside(events);
    else {
      this.#take(events);
      this.#trimFollowed();
      this.#changed();
    }
  }

  #putAside(events: readonly LogRecord[]): void {
    const unknown = events.filter(({ id }) => !this.window.has(id) && !this.#waitingIds.has(id));
    for (const { id } of unknown) this.#waitingIds.add(id);
    this.waiting.value += unknown.length;
    this.#waitingRows?.push(...unknown);
    if (this.waiting.value <= MOST_WAITING) return;
    this.#waitingRows = undefined;
    this.#waitingIds.clear();
  }

  #forgetWaiting(): void {
    this.#waitingRows = [];
    this.#waitingIds.clear();
    this.waiting.value = 0;
  }

  /** What is older than the oldest at hand comes when one scrolls there; a log before it would leave a gap behind. */
  #isInRange({ timestamp }: LogRecord): boolean {
    const { oldest } = this.window;
    if (this.hasOlder.value && oldest !== undefined && timestamp < oldest.timestamp) return false;
    const from = boundMillis(this.#selection.from, Date.now());
    return from === undefined || Date.parse(timestamp) >= from;
  }

  #take(logs: readonly LogRecord[]): void {
    this.window.add(logs);
    this.#newestId = latestId(logs, this.#newestId);
  }

  #trimFollowed(): void {
    if (this.window.trim('oldest', MOST_FOLLOWED, MOST_CHARACTERS) > 0) this.hasOlder.value = true;
  }

  #changed(): void {
    this.version.value += 1;
  }

  #fail(error: unknown): void {
    const message = messageOf(error);
    const mistake = error instanceof ApiError ? readMistake(message) : undefined;
    this.problem.value = { message: mistake?.message ?? message, mistake };
  }
}

export const logList = new LogList();
