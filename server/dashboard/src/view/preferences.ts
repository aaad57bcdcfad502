import { effect, signal } from '@preact/signals';

/** What belongs to the person in front of the screen and not to a view; it is kept in this browser. */

export type Theme = 'system' | 'light' | 'dark';
export type Density = 'comfortable' | 'compact';

function kept<Value extends string>(key: string, values: readonly Value[]) {
  const stored = localStorage.getItem(key);
  const preference = signal<Value>(values.find((value) => value === stored) ?? values[0]!);
  effect(() => localStorage.setItem(key, preference.value));
  return preference;
}

export const theme = kept<Theme>('laf.theme', ['system', 'light', 'dark']);
export const density = kept<Density>('laf.density', ['comfortable', 'compact']);
export const sidebar = kept<'open' | 'closed'>('laf.sidebar', ['open', 'closed']);

const darkSystem = matchMedia('(prefers-color-scheme: dark)');
const systemIsDark = signal(darkSystem.matches);
darkSystem.addEventListener('change', ({ matches }) => {
  systemIsDark.value = matches;
});

/** The theme that is to be seen: canvases are painted anew when it changes. */
export const shownTheme = signal<'light' | 'dark'>('light');

effect(() => {
  const system = systemIsDark.value ? 'dark' : 'light';
  const shown = theme.value === 'system' ? system : theme.value;
  document.documentElement.dataset.theme = shown;
  document.documentElement.dataset.density = density.value;
  shownTheme.value = shown;
});

export function nextTheme(): void {
  theme.value = theme.value === 'system' ? 'light' : theme.value === 'light' ? 'dark' : 'system';
}

export function nextDensity(): void {
  density.value = density.value === 'compact' ? 'comfortable' : 'compact';
}
