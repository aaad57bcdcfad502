import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { refusal } from '../api/session.js';
import { Dialog } from '../ui/dialog.js';
import { Icon } from '../ui/icons.js';
import { LetterRow } from './letter-row.js';
import {
  allTicked,
  drop,
  letters,
  loadLetters,
  nextCursor,
  outcome,
  problem,
  reason,
  replay,
  tickAll,
  ticked,
} from './letters.js';

/** What could not be stored, why, and another try. */
export function DeadLettersPage(): JSX.Element {
  useEffect(() => void loadLetters(), []);
  const found = letters.value;
  return (
    <section class="letters" aria-label="Dead letters">
      <Bar />
      <p class="problem" role="alert">
        {problem.value}
      </p>
      <p class="outcome" role="status">
        {outcome.value}
      </p>
      {found?.length === 0 && (
        <p class="none">
          <strong>No dead letters{reason.value === '' ? '' : ' with this reason'}.</strong> Every record could
          be stored as asked.
        </p>
      )}
      <ul class="letter-list">
        {found?.map((letter) => (
          <LetterRow key={letter.key} letter={letter} />
        ))}
      </ul>
      {nextCursor.value !== null && (
        <button type="button" class="button" onClick={() => loadLetters(true)}>
          More
        </button>
      )}
    </section>
  );
}

function Bar(): JSX.Element {
  const asking = useSignal(false);
  const count = ticked.value.size;
  const refused = refusal('admin');
  const idle = count === 0 || refused !== undefined;
  return (
    <div class="letter-bar">
      <label class="tick-all">
        <input
          type="checkbox"
          checked={count > 0 && allTicked.value}
          disabled={(letters.value?.length ?? 0) === 0}
          onChange={({ currentTarget }) => tickAll(currentTarget.checked)}
        />
        {count === 0 ? 'All' : `${count} chosen`}
      </label>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void loadLetters();
        }}
      >
        <input
          type="text"
          aria-label="Text in the reason"
          placeholder="Text in the reason, Enter"
          value={reason.value}
          onInput={({ currentTarget }) => {
            reason.value = currentTarget.value;
          }}
        />
      </form>
      <button
        type="button"
        class="button"
        disabled={idle}
        aria-describedby="letters-refusal"
        onClick={replay}
      >
        <Icon name="replay" /> Replay
      </button>
      <button
        type="button"
        class="button"
        disabled={idle}
        aria-describedby="letters-refusal"
        onClick={() => (asking.value = true)}
      >
        <Icon name="trash" /> Drop
      </button>
      <p id="letters-refusal" class="note">
        {refused}
      </p>
      {asking.value && (
        <DropQuestion
          count={count}
          onAnswer={(yes) => {
            asking.value = false;
            if (yes) void drop();
          }}
        />
      )}
    </div>
  );
}

function DropQuestion({ count, onAnswer }: { count: number; onAnswer: (yes: boolean) => void }): JSX.Element {
  return (
    <Dialog
      title={`Drop ${count} dead ${count === 1 ? 'letter' : 'letters'}?`}
      onClose={() => onAnswer(false)}
    >
      <p>Their records are deleted for good.</p>
      <div class="dialog-choices">
        <button type="button" class="button" onClick={() => onAnswer(false)}>
          Keep them
        </button>
        <button type="button" class="button danger" onClick={() => onAnswer(true)}>
          Drop
        </button>
      </div>
    </Dialog>
  );
}
