import type { JSX } from 'preact';
import { Dialog } from '../ui/dialog.js';
import { helpOpen } from './help-open.js';
import { SHORTCUTS } from './keys.js';

const NAMES: Readonly<Record<string, string>> = { ' ': 'space', ArrowDown: '↓', ArrowUp: '↑', Escape: 'Esc' };

const EXAMPLES = [
  ['timeout', 'the message holds it'],
  ['"connection failed"', 'these words in a row'],
  ['level:>=WARN -source:web-1', 'by fields; - is not'],
  ['status:[500 TO 599]', 'between'],
  ['path:/api* OR user_id:*', 'wildcard; is there'],
  ['client_ip:10.0.0.0/8', 'in a network'],
  ['message:~"time(d)? ?out"', 'regular expression'],
] as const;

/** The list of keys, and the filter language in a few lines. */
export function Help(): JSX.Element {
  return (
    <Dialog title="Keyboard and search" onClose={() => (helpOpen.value = false)}>
      <div class="help">
        <dl class="pairs">
          {SHORTCUTS.map(({ keys, title }) => (
            <div key={title}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{NAMES[key] ?? key}</kbd>
                ))}
              </dt>
              <dd>{title}</dd>
            </div>
          ))}
        </dl>
        <dl class="pairs">
          {EXAMPLES.map(([filter, title]) => (
            <div key={filter}>
              <dt>
                <code>{filter}</code>
              </dt>
              <dd>{title}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Dialog>
  );
}
