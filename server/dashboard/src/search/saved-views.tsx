import type { JSX } from 'preact';
import { Icon } from '../ui/icons.js';
import { Popover } from '../ui/popover.js';
import { changeView, view } from '../view/state.js';
import { readView, writeView } from '../view/view.js';
import { forgetView, savedViews, saveView } from './history.js';

/** Views by name, kept in this browser. */
export function SavedViews(): JSX.Element {
  return (
    <Popover label="Saved views" class="at-end" button={<Icon name="bookmark" />}>
      {(close) => (
        <>
          <form
            class="inline-form"
            onSubmit={(event) => {
              event.preventDefault();
              const input = event.currentTarget.elements.namedItem('name') as HTMLInputElement;
              saveView({ name: input.value.trim(), query: writeView({ ...view.value, open: '' }) });
              input.value = '';
            }}
          >
            <input
              type="text"
              name="name"
              required
              pattern=".*\S.*"
              aria-label="Name of this view"
              placeholder="name of this view"
            />
            <button type="submit" class="button primary">
              Save
            </button>
          </form>
          {savedViews.value.length === 0 && (
            <p class="note">None yet. A view is the filter, the time, the columns.</p>
          )}
          <ul class="menu">
            {savedViews.value.map(({ name, query }) => (
              <li key={name} class="saved-view">
                <button
                  type="button"
                  class="menu-item"
                  onClick={() => {
                    changeView(readView(query));
                    close();
                  }}
                >
                  {name}
                </button>
                <button
                  type="button"
                  class="button quiet"
                  aria-label={`Forget ${name}`}
                  onClick={() => forgetView(name)}
                >
                  <Icon name="trash" />
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Popover>
  );
}
