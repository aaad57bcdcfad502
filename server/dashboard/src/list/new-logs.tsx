import type { JSX } from 'preact';
import { MOST_MISSED, missed } from '../live/state.js';
import { Icon } from '../ui/icons.js';
import { countText, exactText } from '../ui/numbers.js';
import { isLive, view } from '../view/state.js';
import { logList } from './log-list.js';

/** The way back to the newest logs, and how many there are. */
export function NewLogs({ onClick }: { onClick: () => void }): JSX.Element | null {
  const { newest } = view.value;
  if (!logList.held.value && !logList.hasNewer.value) return null;
  const count = logList.waiting.value;
  if (!isLive.value && !logList.hasNewer.value) return null;
  return (
    <button type="button" class={`new-logs at-${newest}`} onClick={onClick}>
      <Icon name={newest === 'top' ? 'up' : 'down'} />
      {count === 0 ? 'To the newest' : `${countText(count)} new`}
    </button>
  );
}

/** What the feed has brought of the time when the connection was broken, for a while. */
export function MissedNote(): JSX.Element | null {
  return missed.value === 0 ? null : <p class="missed-note">{missedText()}</p>;
}

export function missedText(): string {
  const count = missed.value;
  const told = count > MOST_MISSED ? `More than ${exactText(MOST_MISSED)}` : exactText(count);
  return `${told} came while it was not connected`;
}
