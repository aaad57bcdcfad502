import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type VirtualItem,
  Virtualizer,
} from '@tanstack/virtual-core';
import { useLayoutEffect, useReducer, useState } from 'preact/hooks';

export interface VirtualRows {
  readonly items: readonly VirtualItem[];
  /** Pixels of all rows together. */
  readonly height: number;
  readonly virtualizer: Virtualizer<HTMLElement, Element>;
}

interface Options {
  readonly scroller: { readonly current: HTMLElement | null };
  readonly count: number;
  readonly keyOf: (index: number) => string;
  readonly rowHeight: number;
  /** Pixels above the rows within the scroller. */
  readonly above: number;
}

const OVERSCAN = 12;

/** The rows to draw: those in sight and some more. What is in sight stays there when rows come or go above it. */
export function useVirtualRows({ scroller, count, keyOf, rowHeight, above }: Options): VirtualRows {
  const [, redraw] = useReducer<number, void>((times) => times + 1, 0);
  const options = {
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: keyOf,
    scrollMargin: above,
    scrollPaddingStart: above,
    overscan: OVERSCAN,
    anchorTo: 'end' as const,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => redraw(),
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, Element>(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);
  return { items: virtualizer.getVirtualItems(), height: virtualizer.getTotalSize(), virtualizer };
}
