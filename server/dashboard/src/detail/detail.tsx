import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { LogRecord } from '../api/types.js';
import { withoutAnsi } from '../list/ansi.js';
import { clockText } from '../list/clock.js';
import { narrow } from '../list/layout.js';
import { AnsiText } from '../list/message.js';
import { closeDetail, moveSelection } from '../list/selection.js';
import { CopyButton } from '../ui/copy-button.js';
import { Dialog } from '../ui/dialog.js';
import { Icon } from '../ui/icons.js';
import { sizeText } from '../ui/numbers.js';
import { Tabs } from '../ui/tabs.js';
import { view } from '../view/state.js';
import { writeView } from '../view/view.js';
import { Context } from './context.js';
import { writeExact } from './exact-json.js';
import { Fields } from './fields.js';
import { JsonTree } from './json-tree.js';
import { type Loaded, loaded, loadProblem } from './loaded.js';
import { Reading } from './reading.js';

const TABS = [
  { name: 'fields', title: 'Fields' },
  { name: 'json', title: 'JSON' },
  { name: 'context', title: 'Context' },
  { name: 'reading', title: 'Parser' },
] as const;
type TabName = (typeof TABS)[number]['name'];

/** Stays as one goes from log to log. */
const tab = signal<TabName>('fields');

/** A message of this size is shown at once; a longer one when asked for. */
const SHOWN_CHARACTERS = 20_000;

/** All of one log: beside the list, or over it on a phone. */
export function Detail(): JSX.Element {
  if (narrow.value) {
    return (
      <Dialog title="Log" class="detail-dialog" onClose={closeDetail}>
        <Body />
      </Dialog>
    );
  }
  return (
    <aside class="detail" aria-label="Details of the log">
      <Body />
    </aside>
  );
}

function Body(): JSX.Element {
  const value = loaded.value;
  if (value === undefined) return <p class="note detail-note">{loadProblem.value ?? 'Looking …'}</p>;
  return (
    <>
      <Head event={value.event} exact={value.exact} />
      <FullMessage key={value.event.id} message={value.event.message} />
      <Tabs label="About the log" tabs={TABS} current={tab.value} onChange={(name) => (tab.value = name)}>
        <Panel {...value} />
      </Tabs>
    </>
  );
}

function Panel({ event, exact }: Loaded): JSX.Element {
  switch (tab.value) {
    case 'fields':
      return <Fields event={exact} />;
    case 'json':
      return <JsonTree value={exact} />;
    case 'context':
      return <Context event={event} />;
    case 'reading':
      return <Reading event={event} />;
  }
}

function Head({ event, exact }: Loaded): JSX.Element {
  return (
    <header class="detail-head">
      <span class={`level level-${event.level}`}>{event.level}</span>
      <time dateTime={event.timestamp} title={event.timestamp}>
        {clockText(event.timestamp, view.value.clock, Date.now())}
      </time>
      <div class="detail-tools">
        <CopyButton what="JSON" text={() => writeExact(exact)} />
        <CopyButton what="filter" icon="search" text={() => `id:${event.id}`} />
        <CopyButton what="link" icon="bookmark" text={() => linkTo(event)} />
        <button
          type="button"
          class="button quiet"
          aria-label="Newer or upper log"
          title="Up (k)"
          onClick={() => moveSelection(-1)}
        >
          <Icon name="up" />
        </button>
        <button
          type="button"
          class="button quiet"
          aria-label="Older or lower log"
          title="Down (j)"
          onClick={() => moveSelection(1)}
        >
          <Icon name="down" />
        </button>
        {!narrow.value && (
          <button
            type="button"
            class="button quiet"
            aria-label="Close the details"
            title="Close (Esc)"
            onClick={closeDetail}
          >
            <Icon name="close" />
          </button>
        )}
      </div>
    </header>
  );
}

function linkTo({ id }: LogRecord): string {
  return `${location.origin}${location.pathname}?${writeView({ ...view.value, open: id })}`;
}

function FullMessage({ message }: { message: string }): JSX.Element {
  const whole = useRef<HTMLPreElement>(null);
  const long = message.length > SHOWN_CHARACTERS;
  useEffect(() => {
    if (whole.current !== null) whole.current.scrollTop = 0;
  }, []);
  return (
    <div class="full-message">
      <pre ref={whole} tabIndex={0}>
        <AnsiText text={message.slice(0, SHOWN_CHARACTERS)} />
      </pre>
      <div class="message-tools">
        <CopyButton small what="message" text={() => withoutAnsi(message)} />
      </div>
      {long && (
        <p class="note">
          The first {sizeText(SHOWN_CHARACTERS)} of {sizeText(message.length)}; copying takes all.
        </p>
      )}
    </div>
  );
}
