import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Icon, type IconName } from './icons.js';

const SAID_MILLIS = 1500;

interface CopyButtonProps {
  readonly text: () => string;
  /** What is copied: `JSON`. */
  readonly what: string;
  readonly icon?: IconName;
  /** Only the icon is to be seen. */
  readonly small?: boolean;
}

export function CopyButton({ text, what, icon = 'copy', small = false }: CopyButtonProps): JSX.Element {
  const copied = useSignal(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text());
    copied.value = true;
    setTimeout(() => {
      copied.value = false;
    }, SAID_MILLIS);
  };
  const title = copied.value ? 'Copied' : `Copy ${what}`;
  return (
    <button type="button" class="button quiet" aria-label={title} title={title} onClick={copy}>
      <Icon name={copied.value ? 'check' : icon} />
      {!small && (copied.value ? 'Copied' : what)}
    </button>
  );
}
