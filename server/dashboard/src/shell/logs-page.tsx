import type { JSX } from 'preact';
import { Cards } from '../cards/cards.js';
import { Detail } from '../detail/detail.js';
import { Sidebar } from '../facets/sidebar.js';
import { FirstRun, isFirstRun } from '../first-run/first-run.js';
import { Histogram } from '../histogram/histogram.js';
import { List } from '../list/list.js';
import { Toolbar } from './toolbar.js';

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
        <Detail />
      </div>
    </>
  );
}
