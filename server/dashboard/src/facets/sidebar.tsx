import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { small } from '../list/layout.js';
import { Dialog } from '../ui/dialog.js';
import { Icon } from '../ui/icons.js';
import { sidebar } from '../view/preferences.js';
import { Facets } from './facets.js';

/** The facets beside the list, where there is room for them. */
export function Sidebar(): JSX.Element | null {
  if (small.value || sidebar.value === 'closed') return null;
  return (
    <aside class="sidebar" aria-label="Fields">
      <Facets />
    </aside>
  );
}

/** Shows or hides them; where there is no room, they come over the page. */
export function SidebarButton(): JSX.Element {
  const over = useSignal(false);
  const shown = small.value ? over.value : sidebar.value === 'open';
  const toggle = () => {
    if (small.value) over.value = !over.value;
    else sidebar.value = shown ? 'closed' : 'open';
  };
  return (
    <>
      <button
        type="button"
        class="button"
        aria-label="Fields"
        title="Fields"
        aria-pressed={shown}
        onClick={toggle}
      >
        <Icon name="sidebar" />
      </button>
      {small.value && over.value && (
        <Dialog title="Fields" onClose={() => (over.value = false)}>
          <Facets />
        </Dialog>
      )}
    </>
  );
}
