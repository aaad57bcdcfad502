import type { JSX } from 'preact';
import { getFile, withQuery } from '../api/client.js';
import { token } from '../api/token.js';
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
                <a
                  class="menu-item"
                  href={addressOf(format)}
                  download={`logs.${format}`}
                  onClick={(event) => {
                    if (token.value !== '') {
                      event.preventDefault();
                      void save(format);
                    }
                    close();
                  }}
                >
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

/** A link sends no token. */
async function save(format: string): Promise<void> {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await getFile(addressOf(format)));
  link.download = `logs.${format}`;
  link.click();
  URL.revokeObjectURL(link.href);
}
