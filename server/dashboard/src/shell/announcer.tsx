import type { JSX } from 'preact';
import { logList } from '../list/log-list.js';
import { statusSpoken } from './live-status.js';

/** Says aloud what somebody who does not see the page has to know, and no figure that changes by itself. */
export function Announcer(): JSX.Element {
  const problem = logList.problem.value;
  return (
    <div class="visually-hidden" role="status">
      {problem === undefined ? statusSpoken() : problem.message}
    </div>
  );
}
