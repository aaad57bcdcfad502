import type { JSX } from 'preact';
import { locked } from '../api/session.js';
import { DeadLettersPage } from '../dead-letters/dead-letters-page.js';
import { Help } from '../keyboard/help.js';
import { helpOpen } from '../keyboard/help-open.js';
import { PatternsPage } from '../patterns/patterns-page.js';
import { PipelinePage } from '../pipeline/pipeline-page.js';
import { view } from '../view/state.js';
import { Announcer } from './announcer.js';
import { Login } from './login.js';
import { LogsPage } from './logs-page.js';
import { TopBar } from './top-bar.js';

export function App(): JSX.Element {
  const { page } = view.value;
  return (
    <>
      <TopBar />
      <main class={`page page-${page}`}>
        {page === 'logs' && <LogsPage />}
        {page === 'patterns' && <PatternsPage />}
        {page === 'dead-letters' && <DeadLettersPage />}
        {page === 'pipeline' && <PipelinePage />}
      </main>
      <Announcer />
      {helpOpen.value && <Help />}
      {locked.value && <Login />}
    </>
  );
}
