import type { JSX } from 'preact';
import { logList } from '../list/log-list.js';
import { Icon } from '../ui/icons.js';
import { Popover } from '../ui/popover.js';
import { moved, titleOf, toggled } from '../view/columns.js';
import { changeView, view } from '../view/state.js';
import { FIRST_VIEW, type View } from '../view/view.js';
import { metadataNames } from './completion.js';

const EVENT_FIELDS = [
  'timestamp',
  'level',
  'source',
  'application',
  'message',
  'format',
  'received_at',
  'id',
];
const SAMPLE = 500;
const MOST_OFFERED = 12;

/** How the list looks: its columns, its times, its lines. */
export function DisplayMenu(): JSX.Element {
  return (
    <Popover label="Columns and display" class="at-end" button={<Icon name="columns" />}>
      {() => (
        <div class="display">
          <Columns />
          <Options />
        </div>
      )}
    </Popover>
  );
}

function Columns(): JSX.Element {
  const { columns } = view.value;
  const shown = columns.map(({ field }) => field);
  const seen = metadataNames(logList.window.rows.slice(-SAMPLE)).map(
    (name) => `metadata.${name.replace(/^metadata\./, '')}`,
  );
  const offered = [...EVENT_FIELDS, ...seen.slice(0, MOST_OFFERED)].filter((field) => !shown.includes(field));
  const toggle = (field: string) => changeView({ columns: toggled(columns, field) }, 'replace');
  const move = (field: string, by: number) => changeView({ columns: moved(columns, field, by) }, 'replace');
  return (
    <fieldset>
      <legend>Columns</legend>
      {shown.map((field) => (
        <div key={field} class="column-choice">
          <label>
            <input type="checkbox" checked onChange={() => toggle(field)} /> {titleOf(field)}
          </label>
          <button
            type="button"
            class="button quiet"
            aria-label={`Move ${titleOf(field)} to the left`}
            onClick={() => move(field, -1)}
          >
            <Icon name="up" />
          </button>
          <button
            type="button"
            class="button quiet"
            aria-label={`Move ${titleOf(field)} to the right`}
            onClick={() => move(field, 1)}
          >
            <Icon name="down" />
          </button>
        </div>
      ))}
      {offered.map((field) => (
        <label key={field} class="column-choice">
          <input type="checkbox" checked={false} onChange={() => toggle(field)} /> {titleOf(field)}
        </label>
      ))}
      <form
        class="inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          const input = event.currentTarget.elements.namedItem('field') as HTMLInputElement;
          const name = input.value.trim();
          if (name !== '')
            toggle(EVENT_FIELDS.includes(name) || name.startsWith('metadata.') ? name : `metadata.${name}`);
          input.value = '';
        }}
      >
        <input type="text" name="field" aria-label="Another field" placeholder="another field" />
        <button type="submit" class="button" aria-label="Add the column">
          <Icon name="plus" />
        </button>
      </form>
    </fieldset>
  );
}

function Options(): JSX.Element {
  const { wrap, fields, columns } = view.value;
  return (
    <fieldset>
      <legend>Lines</legend>
      <Switch title="Wrap long messages" checked={wrap} change={{ wrap: !wrap }} />
      <Switch title="Metadata after the message" checked={fields} change={{ fields: !fields }} />
      <Choice title="Times" part="clock" words={['local', 'utc', 'relative']} />
      <Choice title="Newest at the" part="newest" words={['top', 'bottom']} />
      {columns !== FIRST_VIEW.columns && (
        <button
          type="button"
          class="button"
          onClick={() => changeView({ columns: FIRST_VIEW.columns }, 'replace')}
        >
          Usual columns
        </button>
      )}
    </fieldset>
  );
}

function Switch({
  title,
  checked,
  change,
}: {
  title: string;
  checked: boolean;
  change: Partial<View>;
}): JSX.Element {
  return (
    <label class="column-choice">
      <input type="checkbox" checked={checked} onChange={() => changeView(change, 'replace')} /> {title}
    </label>
  );
}

interface ChoiceProps<Part extends 'clock' | 'newest'> {
  readonly title: string;
  readonly part: Part;
  readonly words: readonly View[Part][];
}

function Choice<Part extends 'clock' | 'newest'>({ title, part, words }: ChoiceProps<Part>): JSX.Element {
  return (
    <fieldset class="choice">
      <legend>{title}</legend>
      {words.map((word) => (
        <label key={word}>
          <input
            type="radio"
            name={part}
            checked={view.value[part] === word}
            onChange={() => changeView({ [part]: word }, 'replace')}
          />
          {word}
        </label>
      ))}
    </fieldset>
  );
}
