import { useSignal } from '@preact/signals';
import type { JSX, TargetedEvent } from 'preact';
import { locked, messageOf, post } from '../api/client.js';
import { Dialog } from '../ui/dialog.js';

/** Asks for a token once the server wants one, and has it remembered as a session. */
export function Login(): JSX.Element {
  const problem = useSignal('');
  const onSubmit = async (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    const token = (event.currentTarget.elements.namedItem('token') as HTMLInputElement).value.trim();
    try {
      await post('/session', { token });
      locked.value = false;
      location.reload();
    } catch (error) {
      problem.value = messageOf(error);
    }
  };
  return (
    <Dialog title="Sign in">
      <form class="login" onSubmit={onSubmit}>
        <p>This server wants a token: one of its API_TOKENS, or one made by laf token.</p>
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
          Sign in
        </button>
      </form>
    </Dialog>
  );
}
