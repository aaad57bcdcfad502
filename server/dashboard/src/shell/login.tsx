import { useSignal } from '@preact/signals';
import type { JSX, TargetedEvent } from 'preact';
import { get, locked, messageOf } from '../api/client.js';
import { keepToken } from '../api/token.js';
import { Dialog } from '../ui/dialog.js';

/** Asks for a token once the server wants one. */
export function Login(): JSX.Element {
  const problem = useSignal('');
  const onSubmit = async (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    const input = event.currentTarget.elements.namedItem('token') as HTMLInputElement;
    keepToken(input.value.trim());
    try {
      await get('/logs/', { limit: 1 });
      locked.value = false;
      // Everything that was refused is asked for again.
      location.reload();
    } catch (error) {
      keepToken('');
      problem.value = messageOf(error);
    }
  };
  return (
    <Dialog title="Sign in">
      <form class="login" onSubmit={onSubmit}>
        <p>This server wants a token: one of its API_TOKENS. It is kept until this tab is closed.</p>
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
