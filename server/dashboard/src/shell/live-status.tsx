import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { logList } from '../list/log-list.js';
import { missedText } from '../list/new-logs.js';
import { connectionState, missed, paused, retryNow } from '../live/state.js';
import { rateText } from '../ui/numbers.js';
import { isLive } from '../view/state.js';

/** How the live feed is: a dot and a word. */
export function LiveStatus(): JSX.Element {
  const { word, kind, detail } = status();
  return (
    <div class={`live-status is-${kind}`}>
      <span class="dot" aria-hidden="true" />
      <span>{word}</span>
      {detail !== '' && <span class="live-detail">{detail}</span>}
      {kind === 'waiting' && <Retry />}
    </div>
  );
}

interface Status {
  readonly word: string;
  readonly kind: 'live' | 'held' | 'waiting' | 'off';
  readonly detail: string;
}

function status(): Status {
  const state = connectionState.value;
  const detail = `${rateText(logList.rate.value)}/s`;
  if (!isLive.value || state.name === 'off') return { word: 'Not live', kind: 'off', detail: '' };
  if (state.name === 'waiting') return { word: 'Reconnecting', kind: 'waiting', detail: '' };
  if (state.name === 'connecting') {
    return state.again
      ? { word: 'Reconnecting', kind: 'waiting', detail: '' }
      : { word: 'Connecting', kind: 'off', detail: '' };
  }
  if (paused.value) return { word: 'Paused', kind: 'held', detail };
  return { word: 'Live', kind: 'live', detail };
}

/** As a sentence; figures that change too often to be said aloud are left out. */
export function statusSpoken(): string {
  const { word } = status();
  return missed.value === 0 ? word : `${word}: ${missedText()}`;
}

const SECOND = 1000;

function Retry(): JSX.Element {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now();
    }, SECOND);
    return () => clearInterval(timer);
  }, [now]);
  const state = connectionState.value;
  const seconds = state.name === 'waiting' ? Math.max(0, Math.ceil((state.retryAt - now.value) / SECOND)) : 0;
  return (
    <button type="button" class="button quiet retry" onClick={retryNow}>
      {seconds > 0 ? `in ${seconds} s` : 'now'}
    </button>
  );
}
