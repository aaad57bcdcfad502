import { effect, signal } from '@preact/signals';
import { logList } from '../list/log-list.js';
import { changeView, isLive, liveFilter } from '../view/state.js';
import { type ConnectionState, LiveConnection } from './connection.js';
import { openFeed } from './open-feed.js';

export const connectionState = signal<ConnectionState>({ name: 'off' });
/** Pressed by somebody, unlike a list that is held because one reads further down. */
export const paused = signal(false);

const connection = new LiveConnection(
  {
    onState: (state) => {
      connectionState.value = state;
    },
    onHello: () => void logList.catchUp(),
    onEvents: (events) => logList.receive(events),
    onSkipped: (count) => logList.skip(count),
    // The search says the same of a filter, with its place.
    onProblem: () => undefined,
  },
  openFeed,
);

/** A pause of the clock this long means that the machine was asleep: the connection is dead, whatever it says. */
const ASLEEP_MILLIS = 20_000;
const LOOK_MILLIS = 5000;

/** Listens as the view asks, for as long as the page is there. */
export function startLive(): void {
  effect(() => {
    if (isLive.value) connection.start(liveFilter.value);
    else connection.stop();
  });
  effect(() => {
    if (!isLive.value) paused.value = false;
  });
  addEventListener('online', () => connection.retryNow());
  let last = Date.now();
  setInterval(() => {
    const now = Date.now();
    if (now - last > ASLEEP_MILLIS) connection.retryNow();
    last = now;
  }, LOOK_MILLIS);
}

export function retryNow(): void {
  connection.retryNow();
}

/** Pauses what comes by itself; where nothing does, turns it on. */
export function togglePause(): void {
  if (isLive.value) paused.value = !paused.value;
  else changeView({ live: true, to: '' });
}
