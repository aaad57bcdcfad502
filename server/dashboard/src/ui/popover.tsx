import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';

interface PopoverProps {
  /** What stands on the button; `label` is its name where that is only an icon. */
  readonly button: ComponentChildren;
  readonly label: string;
  readonly class?: string;
  /** Called with a function that closes it. */
  readonly children: (close: () => void) => ComponentChildren;
}

const FOCUSABLE = 'input, button, a[href], select, textarea, [tabindex="0"]';

/**
 * A button with a panel below it (WAI-ARIA's disclosure): opens by click, takes the focus, closes by Escape, by a click
 * elsewhere or when the focus leaves, and gives the focus back.
 */
export function Popover({ button, label, class: className = '', children }: PopoverProps): JSX.Element {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const id = useId();
  const close = () => {
    setOpen(false);
    root.current?.querySelector('button')?.focus();
  };
  useEffect(() => {
    if (!open) return;
    panel.current?.querySelector<HTMLElement>(FOCUSABLE)?.focus();
    const onPointer = ({ target }: PointerEvent) => {
      if (!root.current?.contains(target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', onPointer);
    return () => document.removeEventListener('pointerdown', onPointer);
  }, [open]);
  return (
    <div
      ref={root}
      class={`popover ${className}`}
      onFocusOut={({ relatedTarget }) => {
        if (relatedTarget !== null && !root.current?.contains(relatedTarget as Node)) setOpen(false);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        close();
      }}
    >
      <button
        type="button"
        class="button"
        aria-label={label}
        title={label}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {button}
      </button>
      <div ref={panel} id={id} class="panel" hidden={!open}>
        {open && children(close)}
      </div>
    </div>
  );
}
