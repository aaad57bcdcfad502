import { useSignal } from '@preact/signals';
import type { JSX, TargetedEvent } from 'preact';
import { messageOf } from '../api/http.js';
import { logIn } from '../api/session.js';
import { Dialog } from '../ui/dialog.js';

/** Asks for a token once the server wants one. What lies behind goes on where it was. */
export function Login(): JSX.Element {
  const problem = useSignal('');
  const onSubmit = async (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    const input = event.currentTarget.elements.namedItem('token') as HTMLInputElement;
    try {
      await logIn(input.value.trim());
    } catch (error) {
      problem.value = messageOf(error);
      input.select();
    }
  };
  return (
    <Dialog title="Log in">
      <form class="login" onSubmit={onSubmit}>
        <p>This server wants a token: one of its API_TOKENS. You stay logged in for 12 hours.</p>
        <label>
          <span>Token</span>
          <input
            type="password"
            name="token"
            required
            autocomplete="current-password"
            aria-describedby="login-problem"
          />
        </label>
        <p id="login-problem" class="problem" role="alert">
          {problem.value}
        </p>
        <button type="submit" class="button primary">
          Log in
        </button>
      </form>
    </Dialog>
  );
}
