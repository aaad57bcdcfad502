import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { messageOf } from '../api/http.js';
import type { DeadLetter } from '../api/types.js';
import { withoutAnsi } from '../list/ansi.js';
import { clockText } from '../list/clock.js';
import { CopyButton } from '../ui/copy-button.js';
import { sizeText } from '../ui/numbers.js';
import { view } from '../view/state.js';
import { tick, ticked, wholeRecord } from './letters.js';

const SHOWN_CHARACTERS = 20_000;

export function LetterRow({ letter }: { letter: DeadLetter }): JSX.Element {
  const { key, reason, stage, source, tries, refused_at, replaying, size, sqlstate, column } = letter;
  const where = [sqlstate && `SQLSTATE ${sqlstate}`, column && `column ${column}`].filter(Boolean).join(', ');
  return (
    <li class="letter">
      <input
        type="checkbox"
        aria-label={`Choose the record refused by ${stage} at ${refused_at}`}
        checked={ticked.value.has(key)}
        onChange={({ currentTarget }) => tick(key, currentTarget.checked)}
      />
      <div class="letter-text">
        <p class="letter-reason">{reason}</p>
        <p class="note">
          refused by <strong>{stage}</strong>, from {source || 'unreadable bytes'}, {tries}{' '}
          {tries === 1 ? 'try' : 'tries'}, {clockText(refused_at, view.value.clock, Date.now())},{' '}
          {sizeText(size)}
          {where && `, ${where}`}
          {replaying && <span class="badge">on its way again</span>}
        </p>
        <RawRecord letter={letter} />
      </div>
    </li>
  );
}

function RawRecord({ letter }: { letter: DeadLetter }): JSX.Element {
  const whole = useSignal(letter);
  const problem = useSignal('');
  const { raw, encoding, cut } = whole.value;
  const load = async () => {
    try {
      whole.value = await wholeRecord(letter.key);
    } catch (error) {
      problem.value = messageOf(error);
    }
  };
  return (
    <details>
      <summary>
        <code>{withoutAnsi(raw).slice(0, 160)}</code>
      </summary>
      <div class="raw">
        {encoding === 'base64' && <p class="note">These bytes are no UTF-8; they are shown as base64.</p>}
        <pre tabIndex={0}>{withoutAnsi(raw).slice(0, SHOWN_CHARACTERS)}</pre>
        <CopyButton what="record" text={() => whole.value.raw} />
        {cut && (
          <button type="button" class="button quiet" onClick={load}>
            Load all of it
          </button>
        )}
        {problem.value !== '' && <p class="problem">{problem.value}</p>}
      </div>
    </details>
  );
}
