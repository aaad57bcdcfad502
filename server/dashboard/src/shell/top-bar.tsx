import type { JSX } from 'preact';
import { queue } from '../cards/figures.js';
import { helpOpen } from '../keyboard/help-open.js';
import { Icon, type IconName } from '../ui/icons.js';
import { countText } from '../ui/numbers.js';
import { density, nextDensity, nextTheme, type Theme, theme } from '../view/preferences.js';
import { changeView, view } from '../view/state.js';
import { type Page, writeView } from '../view/view.js';
import { LiveStatus } from './live-status.js';
import { LogOutButton } from './log-out.js';

const TITLES: Readonly<Record<Page, string>> = {
  logs: 'Logs',
  patterns: 'Patterns',
  'dead-letters': 'Dead letters',
  pipeline: 'Pipeline',
};

export function TopBar(): JSX.Element {
  const letters = queue.value.value?.dead_letters ?? 0;
  return (
    <header class="top-bar">
      <h1 class="brand">
        <Mark />
        <span>Logs &amp; Found</span>
      </h1>
      <nav aria-label="Pages">
        {(Object.keys(TITLES) as Page[]).map((page) => (
          <PageLink key={page} page={page}>
            {page === 'dead-letters' && letters > 0 && <span class="badge">{countText(letters)}</span>}
          </PageLink>
        ))}
      </nav>
      {view.value.page === 'logs' && <LiveStatus />}
      <div class="top-tools">
        <ThemeButton />
        <button
          type="button"
          class="button quiet wide-only"
          aria-label="Compact rows"
          aria-pressed={density.value === 'compact'}
          title="Compact rows (d)"
          onClick={nextDensity}
        >
          <Icon name={density.value === 'compact' ? 'tight' : 'rows'} />
        </button>
        <button
          type="button"
          class="button quiet"
          aria-label="Keyboard shortcuts"
          title="Keyboard shortcuts (?)"
          onClick={() => (helpOpen.value = true)}
        >
          <Icon name="help" />
        </button>
        <LogOutButton />
      </div>
    </header>
  );
}

function PageLink({ page, children }: { page: Page; children: preact.ComponentChildren }): JSX.Element {
  const current = view.value.page === page;
  const query = writeView({ ...view.value, page, open: '' });
  return (
    <a
      href={query === '' ? '/' : `/?${query}`}
      aria-current={current ? 'page' : undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        changeView({ page, open: '' });
      }}
    >
      {TITLES[page]}
      {children}
    </a>
  );
}

const THEME_ICONS: Readonly<Record<Theme, IconName>> = { system: 'screen', light: 'sun', dark: 'moon' };

function ThemeButton(): JSX.Element {
  const name = `Theme: ${theme.value}`;
  return (
    <button type="button" class="button quiet" aria-label={name} title={name} onClick={nextTheme}>
      <Icon name={THEME_ICONS[theme.value]} />
    </button>
  );
}

function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 20 20" aria-hidden="true">
      <path d="M2 4h9M2 8h6M2 12h5M2 16h8" />
      <circle cx="13" cy="11" r="4" />
      <path d="m16 14 3 3" />
    </svg>
  );
}
