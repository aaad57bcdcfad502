import type { JSX } from 'preact';
import { type Choice, filterName, isNameable, toggleChoice } from '../filter/terms.js';
import { CopyButton } from '../ui/copy-button.js';
import { Icon, type IconName } from '../ui/icons.js';
import { toggled } from '../view/columns.js';
import { changeView, view } from '../view/state.js';
import { simpleText, typeOf, writeExact } from './exact-json.js';
import { JsonTree } from './json-tree.js';

const EVENT_FIELDS = ['timestamp', 'received_at', 'level', 'source', 'application', 'format', 'id'];

/** Every field but the message, with its type and what can be done with it. */
export function Fields({ event }: { event: Readonly<Record<string, unknown>> }): JSX.Element {
  const metadata = Object.entries((event.metadata ?? {}) as object);
  return (
    <>
      {metadata.length > 0 && (
        <FieldTable
          title="Metadata"
          rows={metadata.map(([name, value]) => [`metadata.${name}`, name, value])}
        />
      )}
      <FieldTable title="Event" rows={EVENT_FIELDS.map((name) => [name, name, event[name]])} />
    </>
  );
}

/** Whoever follows a request wants all of its logs, from all services and levels; or all of one pattern. */
const TIES_LOGS = /[._](trace|span|request|correlation|session|transaction|template)_?id$/i;

type FieldRow = readonly [field: string, title: string, value: unknown];

function FieldTable({ title, rows }: { title: string; rows: readonly FieldRow[] }): JSX.Element {
  return (
    <table class="fields">
      <caption class="visually-hidden">{title}</caption>
      <tbody>
        {rows.map(([field, name, value]) => (
          <tr key={field}>
            <th scope="row">
              {name}
              <span class="type">{typeOf(value)}</span>
            </th>
            <td>
              {simpleText(value) === undefined ? (
                <JsonTree value={value} />
              ) : (
                <span class="value">{simpleText(value)}</span>
              )}
            </td>
            <td class="field-actions">
              <FieldActions field={field} name={name} value={value} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function FieldActions({ field, name, value }: { field: string; name: string; value: unknown }): JSX.Element {
  const text = simpleText(value);
  const { filter, columns } = view.value;
  const shown = columns.some((column) => column.field === field);
  return (
    <>
      {text !== undefined && isNameable(field) && (
        <>
          {TIES_LOGS.test(field) && (
            <button
              type="button"
              class="button quiet"
              aria-label={`All logs with ${name} ${text.slice(0, 40)}`}
              title={`All logs with this ${name}, whatever else the filter says`}
              onClick={() => changeView({ filter: toggleChoice('', field, text, 'include'), hidden: [] })}
            >
              <Icon name="search" />
            </button>
          )}
          <ChoiceButton
            icon="plus"
            title={`Only ${name} ${text.slice(0, 40)}`}
            filter={filter}
            field={field}
            text={text}
            choice="include"
          />
          <ChoiceButton
            icon="minus"
            title={`Without ${name} ${text.slice(0, 40)}`}
            filter={filter}
            field={field}
            text={text}
            choice="exclude"
          />
        </>
      )}
      <button
        type="button"
        class="button quiet"
        aria-label={`Column ${name}`}
        title={shown ? `Hide the column ${name}` : `Show ${name} as a column`}
        aria-pressed={shown}
        onClick={() => changeView({ columns: toggled(columns, field) }, 'replace')}
      >
        <Icon name="columns" />
      </button>
      <CopyButton small what={name} text={() => text ?? writeExact(value)} />
    </>
  );
}

interface ChoiceButtonProps {
  readonly icon: IconName;
  readonly title: string;
  readonly filter: string;
  readonly field: string;
  readonly text: string;
  readonly choice: Choice;
}

function ChoiceButton({ icon, title, filter, field, text, choice }: ChoiceButtonProps): JSX.Element {
  return (
    <button
      type="button"
      class="button quiet"
      aria-label={title}
      title={`${title} (${filterName(field)})`}
      onClick={() => changeView({ filter: toggleChoice(filter, field, text, choice) })}
    >
      <Icon name={icon} />
    </button>
  );
}
