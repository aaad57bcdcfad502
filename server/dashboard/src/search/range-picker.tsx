import type { JSX, TargetedEvent } from 'preact';
import { Icon } from '../ui/icons.js';
import { Popover } from '../ui/popover.js';
import { boundMillis, PRESETS, rangeTitle } from '../view/range.js';
import { changeView, view } from '../view/state.js';

/** Which time is looked at. */
export function RangePicker(): JSX.Element {
  const { from, to } = view.value;
  const title = rangeTitle(from, to);
  return (
    <Popover
      label={`Time range: ${title}`}
      class="range"
      button={
        <>
          <Icon name="clock" />
          <span>{title}</span>
        </>
      }
    >
      {(close) => (
        <>
          <ul class="menu">
            {PRESETS.map((preset) => (
              <li key={preset.from}>
                <button
                  type="button"
                  class="menu-item"
                  aria-pressed={to === '' && preset.from === from}
                  onClick={() => {
                    changeView({ from: preset.from, to: '' });
                    close();
                  }}
                >
                  {preset.title}
                </button>
              </li>
            ))}
          </ul>
          <OwnRange from={from} to={to} onDone={close} />
        </>
      )}
    </Popover>
  );
}

function OwnRange({ from, to, onDone }: { from: string; to: string; onDone: () => void }): JSX.Element {
  const onSubmit = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = event.currentTarget.elements;
    const value = (name: string) => (fields.namedItem(name) as HTMLInputElement).value.trim();
    changeView({ from: value('from'), to: value('to') });
    onDone();
  };
  return (
    <form class="own-range" onSubmit={onSubmit}>
      <BoundField name="from" title="From" value={from} placeholder="-90m or 2025-11-11T10:00:00Z" />
      <BoundField name="to" title="To" value={to} placeholder="now" />
      <button type="submit" class="button primary">
        Show
      </button>
    </form>
  );
}

function BoundField({
  name,
  title,
  ...input
}: {
  name: string;
  title: string;
  value: string;
  placeholder: string;
}): JSX.Element {
  return (
    <label>
      <span>{title}</span>
      <input
        type="text"
        name={name}
        {...input}
        onInput={({ currentTarget }) => {
          const { value } = currentTarget;
          const readable = value.trim() === '' || boundMillis(value, Date.now()) !== undefined;
          currentTarget.setCustomValidity(readable ? '' : 'a time such as 2025-11-11T10:00:00Z, or -15m');
        }}
      />
    </label>
  );
}
