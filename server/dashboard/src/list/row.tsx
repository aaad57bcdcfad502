import { Component, type JSX } from 'preact';
import type { LogRecord } from '../api/types.js';
import type { Column } from '../view/columns.js';
import type { Clock } from '../view/view.js';
import { withoutAnsi } from './ansi.js';
import { fieldText } from './cell-text.js';
import { clockText } from './clock.js';
import { Message } from './message.js';

export interface RowProps {
  readonly event: LogRecord;
  /** From 0, newest or oldest first as the list is. */
  readonly index: number;
  /** Pixels from the top of the list. */
  readonly top: number;
  readonly columns: readonly Column[];
  readonly wrap: boolean;
  readonly fields: boolean;
  readonly clock: Clock;
  /** Milliseconds since 1970; only where times are relative, so that others need not be drawn anew. */
  readonly now: number;
  readonly selected: boolean;
  readonly measure: ((element: Element | null) => void) | undefined;
}

export const rowId = (id: string) => `log-${id}`;

/** One log in the list. It is drawn anew only when something about it changes: scrolling draws none that stay. */
export class Row extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    return (Object.keys(next) as (keyof RowProps)[]).some((key) => next[key] !== this.props[key]);
  }

  render({ event, index, top, columns, selected, measure, ...look }: RowProps): JSX.Element {
    return (
      <div
        id={rowId(event.id)}
        ref={measure ?? null}
        role="row"
        class="row"
        data-index={index}
        data-level={event.level}
        aria-rowindex={index + 2}
        aria-selected={selected}
        style={{ transform: `translateY(${top}px)` }}
      >
        {columns.map(({ field }) => (
          <div
            key={field}
            role="gridcell"
            class={`cell cell-${field.startsWith('metadata.') ? 'metadata' : field}`}
          >
            <Cell field={field} event={event} {...look} />
          </div>
        ))}
      </div>
    );
  }
}

type CellProps = { field: string } & Pick<RowProps, 'event' | 'wrap' | 'fields' | 'clock' | 'now'>;

function Cell({ field, event, wrap, fields, clock, now }: CellProps): JSX.Element {
  switch (field) {
    case 'timestamp':
    case 'received_at':
      return (
        <time dateTime={event[field]} title={event[field]}>
          {clockText(event[field], clock, now)}
        </time>
      );
    case 'level':
      return <span class={`level level-${event.level}`}>{event.level}</span>;
    case 'message':
      return <Message event={event} wrap={wrap} fields={fields} />;
    default: {
      const text = withoutAnsi(fieldText(event, field)).slice(0, 500);
      return <span title={text}>{text}</span>;
    }
  }
}
