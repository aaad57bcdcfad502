import type { JSX } from 'preact';
import { ExactNumber, typeOf } from './exact-json.js';

const OPEN_DEPTH = 1;
/** Of long arrays and texts the beginning is shown; the copied JSON has all. */
const MOST_ITEMS = 200;
const MOST_CHARACTERS = 2000;

/** A value of JSON, folded beyond its first level. */
export function JsonTree({ value, depth = 0 }: { value: unknown; depth?: number }): JSX.Element {
  if (typeof value !== 'object' || value === null || value instanceof ExactNumber)
    return <JsonScalar value={value} />;
  const entries = Object.entries(value);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  if (entries.length === 0) return <span class="json-mark">{open + close}</span>;
  return (
    <details class="json" open={depth < OPEN_DEPTH}>
      <summary>
        <span class="json-mark">
          {open} {entries.length} {close}
        </span>
      </summary>
      <ul>
        {entries.slice(0, MOST_ITEMS).map(([key, one]) => (
          <li key={key}>
            <span class="json-key">{key}</span>: <JsonTree value={one} depth={depth + 1} />
          </li>
        ))}
        {entries.length > MOST_ITEMS && <li class="note">{entries.length - MOST_ITEMS} more</li>}
      </ul>
    </details>
  );
}

function JsonScalar({ value }: { value: unknown }): JSX.Element {
  const text = value instanceof ExactNumber ? value.text : JSON.stringify(value);
  const shown = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
  return <span class={`json-${typeOf(value)}`}>{shown}</span>;
}
