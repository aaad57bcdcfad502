import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { LEVELS } from '../../../../pipeline/level.js';
import type { Pattern, Patterns } from '../api/types.js';
import { withoutAnsi } from '../list/ansi.js';
import { clockText } from '../list/clock.js';
import { RangePicker } from '../search/range-picker.js';
import { SearchBox } from '../search/search-box.js';
import { countText, exactText, shareText } from '../ui/numbers.js';
import { boundMillis } from '../view/range.js';
import { changeView, view } from '../view/state.js';
import { type View, writeView } from '../view/view.js';
import { filterOf, sparkline } from './pattern.js';
import { patterns, sorted, watchPatterns } from './patterns.js';

/** The kinds of messages there are, and how often each comes. */
export function PatternsPage(): JSX.Element {
  const list = useRef<HTMLOListElement>(null);
  useEffect(watchPatterns, []);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => moveFocus(event, list.current);
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  const answer = patterns.value.value;
  return (
    <>
      <div class="toolbar">
        <SearchBox />
        <div class="tools">
          <RangePicker />
        </div>
      </div>
      <section class="patterns" aria-label="Patterns">
        {patterns.problem.value !== undefined && (
          <p class="problem" role="alert">
            {patterns.problem.value}
          </p>
        )}
        {answer && <Head answer={answer} />}
        {answer && (
          <ol ref={list} class="pattern-list">
            {sorted.value.map((pattern) => (
              <Row key={pattern.filter} pattern={pattern} total={answer.total} />
            ))}
          </ol>
        )}
        {answer?.patterns.length === 0 && <Nothing answer={answer} />}
      </section>
    </>
  );
}

function Head({ answer }: { answer: Patterns }): JSX.Element {
  const { total, without_template: without, exact } = answer;
  return (
    <div class="pattern-head">
      <p class="note" role="status">
        {answer.patterns.length} {answer.patterns.length === 1 ? 'pattern' : 'patterns'} in {exactText(total)}{' '}
        logs{exact ? '' : ', the newest'}
        {view.value.from === '' && ' of the last 24 hours'}
        {without > 0 && `; ${exactText(without)} of them have none`}
      </p>
      <fieldset class="choice">
        <legend>First</legend>
        <Sort title="most frequent" sort="count" />
        <Sort title="newest" sort="new" />
      </fieldset>
    </div>
  );
}

function Sort({ title, sort }: { title: string; sort: View['sort'] }): JSX.Element {
  return (
    <label>
      <input
        type="radio"
        name="sort"
        checked={view.value.sort === sort}
        onChange={() => changeView({ sort }, 'replace')}
      />
      {title}
    </label>
  );
}

function Nothing({ answer }: { answer: Patterns }): JSX.Element {
  if (answer.total === 0) {
    return (
      <p class="none">
        <strong>No logs match.</strong>
      </p>
    );
  }
  return (
    <p class="none">
      <strong>These logs have no patterns.</strong> The transform <code>drain</code> finds them: add it to
      pipeline.yaml, and logs that come from then on are grouped.
    </p>
  );
}

function Row({ pattern, total }: { pattern: Pattern; total: number }): JSX.Element {
  const { template, count, counts, first_seen: firstSeen } = pattern;
  const change = { page: 'logs', open: '', filter: filterOf(pattern, view.value.filter) } as const;
  return (
    <li class="pattern">
      <span class="pattern-count" title={exactText(count)}>
        {countText(count)} <span class="note">{shareText(count / Math.max(1, total))}</span>
      </span>
      <svg
        class="sparkline"
        viewBox={`0 0 ${Math.max(1, counts.length)} 1`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <path d={sparkline(counts)} />
      </svg>
      <a
        href={`/?${writeView({ ...view.value, ...change })}`}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          changeView(change);
        }}
      >
        <Template text={withoutAnsi(template)} />
      </a>
      <Levels pattern={pattern} />
      <span class="note pattern-first">
        {isNew(firstSeen) && <span class="badge-new">new</span>}
        {firstSeen === null ? (
          'first seen: not known'
        ) : (
          <>
            first{' '}
            <time dateTime={firstSeen}>
              {clockText(firstSeen, view.value.clock, Date.now()).replace(/\.\d+$/, '')}
            </time>
          </>
        )}
      </span>
    </li>
  );
}

/** Whether it came up within the time that is looked at. */
function isNew(firstSeen: string | null): boolean {
  const from = boundMillis(view.value.from, Date.now());
  return firstSeen !== null && from !== undefined && Date.parse(firstSeen) >= from;
}

const WILDCARD = /(<\*>)/;

function Template({ text }: { text: string }): JSX.Element {
  const parts = text.split(WILDCARD);
  return <>{parts.map((part) => (WILDCARD.test(part) ? <span class="wildcard">{part}</span> : part))}</>;
}

/** Which levels they have, in colour and in words. */
function Levels({ pattern: { by_level: byLevel, count } }: { pattern: Pattern }): JSX.Element {
  const present = LEVELS.toReversed().filter((level) => byLevel[level] > 0);
  return (
    <span class="pattern-levels">
      {present.map((level) => (
        <span key={level} class={`level level-${level}`}>
          {level}
          {present.length > 1 && ` ${shareText(byLevel[level] / count)}`}
        </span>
      ))}
    </span>
  );
}

/** `j` and `k` go from pattern to pattern, as in the list. */
function moveFocus(event: KeyboardEvent, list: HTMLElement | null): void {
  const by = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  const target = event.target as Element;
  if (by === undefined || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (target.closest('input, dialog, .panel') !== null) return;
  const links = [...(list?.querySelectorAll('a') ?? [])];
  const place = links.indexOf(target as HTMLAnchorElement);
  links[place < 0 ? 0 : Math.min(links.length - 1, Math.max(0, place + by))]?.focus();
  event.preventDefault();
}
