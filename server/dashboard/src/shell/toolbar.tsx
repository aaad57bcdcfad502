import type { JSX } from 'preact';
import { SidebarButton } from '../facets/sidebar.js';
import { paused, togglePause } from '../live/state.js';
import { DisplayMenu } from '../search/display-menu.js';
import { ExportMenu } from '../search/export-menu.js';
import { RangePicker } from '../search/range-picker.js';
import { SavedViews } from '../search/saved-views.js';
import { SearchBox } from '../search/search-box.js';
import { Icon } from '../ui/icons.js';
import { isLive } from '../view/state.js';

export function Toolbar(): JSX.Element {
  return (
    <div class="toolbar">
      <SidebarButton />
      <SearchBox />
      <div class="tools">
        <RangePicker />
        <LiveButton />
        <DisplayMenu />
        <SavedViews />
        <ExportMenu />
      </div>
    </div>
  );
}

/** Pauses what comes by itself; where nothing does, turns it on. */
function LiveButton(): JSX.Element {
  const running = isLive.value && !paused.value;
  const title = running ? 'Pause' : isLive.value ? 'Go on' : 'Go live';
  return (
    <button
      type="button"
      class="button"
      aria-keyshortcuts="Space"
      title={`${title} (space)`}
      onClick={togglePause}
    >
      <Icon name={running ? 'pause' : 'play'} />
      <span class="wide-only">{title}</span>
    </button>
  );
}
