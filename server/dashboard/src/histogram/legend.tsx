import type { JSX } from 'preact';
import { LEVELS, type Level } from '../../../../pipeline/level.js';
import { countText } from '../ui/numbers.js';
import { changeView, view } from '../view/state.js';

/** The levels and their counts; one that is pressed is shown, the others are hidden everywhere. */
export function Legend({ counts }: { counts: Readonly<Record<Level, number>> | undefined }): JSX.Element {
  const { hidden } = view.value;
  return (
    <fieldset class="legend" aria-label="Levels shown">
      {LEVELS.toReversed().map((level) => (
        <button
          key={level}
          type="button"
          class={`legend-item level-${level}`}
          aria-pressed={!hidden.includes(level)}
          title={`Click: hide or show ${level}. Alt-click: only ${level}`}
          onClick={({ altKey }) =>
            changeView({ hidden: altKey ? only(level, hidden) : toggle(level, hidden) })
          }
        >
          <span class="swatch" />
          {level}
          <span class="legend-count">{counts && countText(counts[level])}</span>
        </button>
      ))}
    </fieldset>
  );
}

function toggle(level: Level, hidden: readonly Level[]): Level[] {
  const next = LEVELS.filter((one) => (one === level) !== hidden.includes(one));
  return next.length === LEVELS.length ? [] : next;
}

/** Alone, or all again where it was alone. */
function only(level: Level, hidden: readonly Level[]): Level[] {
  const others = LEVELS.filter((one) => one !== level);
  return others.every((one) => hidden.includes(one)) && !hidden.includes(level) ? [] : others;
}
