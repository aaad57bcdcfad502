import type { JSX } from 'preact';
import { withQuery } from '../api/query.js';
import { Icon } from '../ui/icons.js';
import { Popover } from '../ui/popover.js';
import { selectionParameters } from '../view/state.js';

const FORMATS = [
  { format: 'ndjson', title: 'NDJSON', note: 'one JSON object a line' },
  { format: 'csv', title: 'CSV', note: 'for spreadsheets' },
];

/** All that matches, not only what is on the screen. */
export function ExportMenu(): JSX.Element {
  return (
    <Popover label="Export" class="at-end" button={<Icon name="download" />}>
      {(close) => (
        <>
          <p class="note">Everything that matches, as</p>
          <ul class="menu">
            {FORMATS.map(({ format, title, note }) => (
              <li key={format}>
                <a class="menu-item" href={addressOf(format)} download={`logs.${format}`} onClick={close}>
                  {title} <span class="note">{note}</span>
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
    </Popover>
  );
}

function addressOf(format: string): string {
  return withQuery('/logs/export', { ...selectionParameters(), format });
}
