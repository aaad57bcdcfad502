import type { JSX } from 'preact';

/** Line drawings of 16 × 16; the name of what they stand on says what they mean. */
const PATHS = {
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.5 10.5 14 14',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3.2v9.6L12.5 8z',
  clock: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M8 4.8V8l2.2 1.6',
  columns: 'M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10',
  bookmark: 'M4.5 2.5h7v11L8 10.8l-3.5 2.7z',
  download: 'M8 2.5v7.5M4.8 7.2 8 10.3l3.2-3.1M3 13.3h10',
  close: 'M4 4l8 8M12 4l-8 8',
  help: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M6.3 6.4c0-2.3 3.5-2.2 3.5 0C9.8 7.9 8 7.8 8 9.3M8 11.4v.1',
  sun: 'M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6M8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9',
  moon: 'M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8',
  screen: 'M2 3h12v8H2zM6 13.5h4',
  rows: 'M2.5 4h11M2.5 8h11M2.5 12h11',
  tight: 'M2.5 3h11M2.5 5.5h11M2.5 8h11M2.5 10.5h11M2.5 13h11',
  sidebar: 'M2.5 3h11v10h-11zM6.5 3v10',
  up: 'M8 13V3.5M4 7.2 8 3.3l4 3.9',
  down: 'M8 3v9.5M4 8.8l4 3.9 4-3.9',
  left: 'M10 3.5 5.5 8l4.5 4.5',
  right: 'M6 3.5 10.5 8 6 12.5',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  copy: 'M5.5 5.5h8v8h-8zM5.5 10.5h-3v-8h8v3',
  check: 'M3 8.5 6.5 12 13 4.5',
  trash: 'M3 4.5h10M6.5 4.5v-2h3v2M4.3 4.5l.7 9h6l.7-9',
  leave: 'M6.5 2.5h-4v11h4M6.5 8h7M10.5 5l3 3-3 3',
  replay: 'M3 8a5 5 0 1 0 1.6-3.7M3 2.8v3h3',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
