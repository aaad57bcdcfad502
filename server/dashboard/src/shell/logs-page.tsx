import type { JSX } from 'preact';
import { Cards } from '../cards/cards.js';
import { Sidebar } from '../facets/sidebar.js';
import { isFirstRun } from '../first-run/state.js';
import { Histogram } from '../histogram/histogram.js';
import { List } from '../list/list.js';
import { lazy } from '../ui/lazy.js';
import { view } from '../view/state.js';
import { Toolbar } from './toolbar.js';

const Detail = lazy(async () => (await import('../detail/detail.js')).Detail);
const FirstRun = lazy(async () => (await import('../first-run/first-run.js')).FirstRun);

export function LogsPage(): JSX.Element {
  if (isFirstRun.value) return <FirstRun />;
  return (
    <>
      <Toolbar />
      <Cards />
      <Histogram />
      <div class="work">
        <Sidebar />
        <List />
        {view.value.open !== '' && <Detail />}
      </div>
    </>
  );
}
