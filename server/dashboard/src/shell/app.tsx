import type { JSX } from 'preact';
import { locked } from '../api/session.js';
import { helpOpen } from '../keyboard/help-open.js';
import { lazy } from '../ui/lazy.js';
import { view } from '../view/state.js';
import { Announcer } from './announcer.js';
import { LogsPage } from './logs-page.js';
import { TopBar } from './top-bar.js';

const DeadLettersPage = lazy(
  async () => (await import('../dead-letters/dead-letters-page.js')).DeadLettersPage,
);
const Help = lazy(async () => (await import('../keyboard/help.js')).Help);
const Login = lazy(async () => (await import('./login.js')).Login);
const PatternsPage = lazy(async () => (await import('../patterns/patterns-page.js')).PatternsPage);
const PipelinePage = lazy(async () => (await import('../pipeline/pipeline-page.js')).PipelinePage);

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
