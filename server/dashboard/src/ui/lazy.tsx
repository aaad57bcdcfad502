import { signal } from '@preact/signals';
import type { ComponentType, FunctionComponent, JSX } from 'preact';

const fetchers: (() => void)[] = [];

/** Has the code of all parts come, so that it is there when it is wanted. */
export function fetchParts(): void {
  for (const fetch of fetchers) fetch();
}

/**
 * A part of the page whose code does not come with the page: nobody needs it to see the logs.
 *
 * @param placeholder class of an empty box that stands where it will be
 */
export function lazy<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  placeholder?: string,
): FunctionComponent<Props> {
  const loaded = signal<{ part: ComponentType<Props> } | 'gone' | undefined>(undefined);
  let asked = false;
  const fetch = () => {
    if (asked) return;
    asked = true;
    load().then(
      (part) => {
        loaded.value = { part };
      },
      () => {
        loaded.value = 'gone';
      },
    );
  };
  fetchers.push(fetch);
  return (props) => {
    fetch();
    if (loaded.value === 'gone') return <Gone />;
    if (loaded.value === undefined) return <div class={placeholder} />;
    const Loaded = loaded.value.part;
    return <Loaded {...props} />;
  };
}

/** An update of the server takes its files away from pages that were opened before it. */
function Gone(): JSX.Element {
  return (
    <p class="problem" role="alert">
      This part of the page is not to be had: the server cannot be reached, or it has been updated.{' '}
      <button type="button" class="button" onClick={() => location.reload()}>
        Load the page again
      </button>
    </p>
  );
}
