import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { messageOf } from '../api/http.js';
import { logOut, sessionNeeded } from '../api/session.js';
import { Icon } from '../ui/icons.js';

/** Where there is a session to end. */
export function LogOutButton(): JSX.Element | null {
  const problem = useSignal('');
  if (!sessionNeeded.value) return null;
  const title = problem.value === '' ? 'Log out' : `Log out: ${problem.value}`;
  return (
    <button
      type="button"
      class="button quiet"
      aria-label={title}
      title={title}
      onClick={() =>
        logOut().catch((error) => {
          problem.value = messageOf(error);
        })
      }
    >
      <Icon name="leave" />
      {problem.value !== '' && (
        <span class="problem" role="alert">
          {problem.value}
        </span>
      )}
    </button>
  );
}
