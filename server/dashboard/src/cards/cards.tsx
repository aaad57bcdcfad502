import type { ComponentChildren, JSX } from 'preact';
import { logList } from '../list/log-list.js';
import { connectionState } from '../live/state.js';
import { countText, exactText, rateText, shareText } from '../ui/numbers.js';
import { hours, queue, stats } from './figures.js';

/** How things are, at a glance. */
export function Cards(): JSX.Element {
  return (
    <dl class="cards" aria-label="Figures" tabIndex={0}>
      <Total />
      <Activity />
      <ErrorRate />
      <Card title="Active sources" note="in the last 5 minutes">
        {stats.value.value && countText(stats.value.value.active_sources)}
      </Card>
      <Lag />
    </dl>
  );
}

interface CardProps {
  readonly title: string;
  readonly note?: ComponentChildren;
  readonly children: ComponentChildren;
  /** The exact figure, where the one shown is rounded. */
  readonly exact?: string | undefined;
}

function Card({ title, note, children, exact }: CardProps): JSX.Element {
  return (
    <div class="card" title={exact}>
      <dt>{title}</dt>
      <dd>
        <span class="figure">{children ?? '–'}</span>
        <span class="note">{note}</span>
      </dd>
    </div>
  );
}

function Total(): JSX.Element {
  const value = stats.value.value;
  const note = value === undefined || value.exact ? 'logs' : 'logs at least';
  return (
    <Card title="Total" note={note} exact={value && exactText(value.total)}>
      {value && countText(value.total)}
    </Card>
  );
}

function Activity(): JSX.Element {
  const live = connectionState.value.name === 'live';
  const perSecond = live ? logList.rate.value : stats.value.value?.events_per_second;
  return (
    <Card title="Events/s" note={live ? 'now' : 'mean of 5 minutes'}>
      {perSecond === undefined ? undefined : rateText(perSecond)}
    </Card>
  );
}

const NO_CHANGE = 0.0005;

function ErrorRate(): JSX.Element {
  const value = hours.value.value;
  if (value === undefined) return <Card title="Error rate">{undefined}</Card>;
  const change = value.last.error_rate - value.before.error_rate;
  return (
    <Card title="Error rate, last hour" note={<Change change={change} known={value.before.total > 0} />}>
      {shareText(value.last.error_rate)}
    </Card>
  );
}

function Change({ change, known }: { change: number; known: boolean }): JSX.Element {
  if (!known) return <>no hour before</>;
  if (Math.abs(change) < NO_CHANGE) return <>as the hour before</>;
  const points = shareText(Math.abs(change)).replace(' %', '');
  return (
    <span class={change > 0 ? 'worse' : 'better'}>
      {change > 0 ? '▲' : '▼'} {points} points
    </span>
  );
}

function Lag(): JSX.Element {
  const value = queue.value.value;
  return (
    <Card title="Queue lag" note={value?.pending ? `${countText(value.pending)} in work` : 'chunks'}>
      {value && countText(value.lag)}
    </Card>
  );
}
