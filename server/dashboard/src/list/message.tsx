import type { JSX } from 'preact';
import type { LogRecord } from '../api/types.js';
import { sizeText } from '../ui/numbers.js';
import { ansiSpans } from './ansi.js';
import { clipped, fieldsText } from './cell-text.js';

/** Text with a terminal's colours. */
export function AnsiText({ text }: { text: string }): JSX.Element {
  const spans = ansiSpans(text);
  if (spans.length === 1 && spans[0]!.classes.length === 0) return <>{spans[0]!.text}</>;
  return (
    <>
      {spans.map(({ text: piece, classes }) =>
        classes.length === 0 ? piece : <span class={classes.join(' ')}>{piece}</span>,
      )}
    </>
  );
}

interface MessageProps {
  readonly event: LogRecord;
  readonly wrap: boolean;
  readonly fields: boolean;
}

/** A message in the list, and the metadata after it. */
export function Message({ event, wrap, fields }: MessageProps): JSX.Element {
  const { text, more } = clipped(event.message);
  return (
    <>
      <AnsiText text={wrap ? text : text.replace(/\s*\r?\n\s*/g, ' ↵ ')} />
      {more > 0 && <span class="more"> … {sizeText(more)} more</span>}
      {fields && <Fields event={event} />}
    </>
  );
}

function Fields({ event }: { event: LogRecord }): JSX.Element {
  return (
    <span class="field">
      {fieldsText(event).map(([name, value]) => [<span class="field-name"> {name}=</span>, value])}
    </span>
  );
}
