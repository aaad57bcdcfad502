import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { post } from '../api/client.js';
import { messageOf } from '../api/http.js';
import type { LogRecord, ParseResult } from '../api/types.js';
import { JsonTree } from './json-tree.js';

/** Longer records are read as well, but not while somebody looks. */
const MOST_CHARACTERS = 100_000;

/** Which parser has read the log, and how any line would be read, and why. */
export function Reading({ event }: { event: LogRecord }): JSX.Element {
  const line = useSignal('');
  const result = useSignal<ParseResult | undefined>(undefined);
  const problem = useSignal('');
  useEffect(() => {
    line.value = event.message.slice(0, MOST_CHARACTERS);
    result.value = undefined;
  }, [event.id, event.message, line, result]);
  const read = async () => {
    try {
      result.value = await post<ParseResult>('/parse/auto', { raw_log: line.value });
      problem.value = '';
    } catch (error) {
      problem.value = messageOf(error);
    }
  };
  return (
    <div class="reading">
      <p>
        Read by <code>{event.format}</code>.{' '}
        {event.format === 'plain'
          ? 'No parser claimed it, so the message is the whole line.'
          : 'The fields are kept, not the line; below is the message. Put a line there to see how it is read.'}
      </p>
      <label>
        <span>Raw line</span>
        <textarea
          rows={5}
          spellcheck={false}
          value={line.value}
          onInput={({ currentTarget }) => {
            line.value = currentTarget.value;
          }}
        />
      </label>
      <button type="button" class="button primary" disabled={line.value === ''} onClick={read}>
        How is it read?
      </button>
      <p class="problem" role="alert">
        {problem.value}
      </p>
      {result.value && <Verdict result={result.value} />}
    </div>
  );
}

function Verdict({ result }: { result: ParseResult }): JSX.Element {
  const { format, why, assumed, asked, event } = result;
  return (
    <div role="status">
      <p>
        <strong>{format}</strong>: {why}
      </p>
      {assumed.length > 0 && <p class="note">Taken for granted: {assumed.join('; ')}</p>}
      <details>
        <summary>{asked.length} parsers were asked</summary>
        <ul class="asked">
          {asked.map(({ format: name, claimed, column }, place) => (
            <li key={`${name}-${place}`}>
              <code>{name}</code>{' '}
              <span class="note">
                {claimed ? 'claimed it' : column === undefined ? 'no' : `no, from column ${column} on`}
              </span>
            </li>
          ))}
        </ul>
      </details>
      <JsonTree value={event} />
    </div>
  );
}
