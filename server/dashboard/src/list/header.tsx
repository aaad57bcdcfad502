import type { JSX } from 'preact';
import { type Column, moved, NARROWEST, resized, titleOf, WIDEST, widthOf } from '../view/columns.js';
import { changeView, view } from '../view/state.js';

const STEP = 16;
const DRAGGED = 'application/x-laf-column';

/** The names of the columns: drag one to move it (or Alt with an arrow), drag its edge to resize it (or an arrow there). */
export function Header(): JSX.Element {
  return (
    <div role="row" class="row head" aria-rowindex={1}>
      {view.value.columns.map((column) => (
        <HeaderCell key={column.field} column={column} />
      ))}
    </div>
  );
}

function change(columns: readonly Column[]): void {
  changeView({ columns }, 'replace');
}

function HeaderCell({ column }: { column: Column }): JSX.Element {
  const { field } = column;
  const { columns } = view.value;
  const onDrop = (event: DragEvent) => {
    const dragged = event.dataTransfer?.getData(DRAGGED);
    if (!dragged) return;
    event.preventDefault();
    const place = (name: string) => columns.findIndex((one) => one.field === name);
    change(moved(columns, dragged, place(field) - place(dragged)));
  };
  return (
    <div role="columnheader" class="cell" onDragOver={(event) => event.preventDefault()} onDrop={onDrop}>
      <button
        type="button"
        class="column-name"
        draggable
        title="Drag to move; Alt with an arrow key moves it, too"
        onDragStart={({ dataTransfer }) => dataTransfer?.setData(DRAGGED, field)}
        onKeyDown={(event) => {
          const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
          if (by === undefined || !event.altKey) return;
          event.preventDefault();
          event.stopPropagation();
          change(moved(columns, field, by));
        }}
      >
        {titleOf(field)}
      </button>
      <Edge column={column} />
    </div>
  );
}

/** Where a column ends. */
function Edge({ column }: { column: Column }): JSX.Element {
  const { field } = column;
  const resize = (width: number) => change(resized(view.value.columns, field, width));
  const widthNow = (edge: HTMLElement) =>
    widthOf(column) ?? edge.parentElement!.getBoundingClientRect().width;
  const onPointerDown = (event: PointerEvent) => {
    const edge = event.currentTarget as HTMLElement;
    const start = widthNow(edge) - event.clientX;
    event.preventDefault();
    edge.setPointerCapture(event.pointerId);
    edge.onpointermove = ({ clientX }) => resize(start + clientX);
    edge.onpointerup = () => {
      edge.onpointermove = null;
    };
  };
  return (
    <div
      role="separator"
      class="edge"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={`Width of ${titleOf(field)}`}
      aria-valuemin={NARROWEST}
      aria-valuemax={WIDEST}
      aria-valuenow={widthOf(column) ?? NARROWEST}
      onPointerDown={onPointerDown}
      onKeyDown={(event) => {
        const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        resize(widthNow(event.currentTarget as HTMLElement) + by);
      }}
    />
  );
}
