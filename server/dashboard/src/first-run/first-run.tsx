import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { sendLines } from '../api/client.js';
import { messageOf } from '../api/http.js';
import { refusal } from '../api/session.js';
import { Icon } from '../ui/icons.js';
import { sampleLines } from './samples.js';

interface Way {
  readonly title: string;
  readonly text: string;
}

function waysFor(origin: string): Way[] {
  return [
    {
      title: 'One event, by HTTP',
      text: `curl ${origin}/data/ -H 'content-type: application/json' \\\n  -d '{"level":"ERROR","source":"web-1","message":"connection failed"}'`,
    },
    {
      title: 'A file of any format',
      text: `curl ${origin}/data/batch -H 'content-type: text/plain' \\\n  --data-binary @/var/log/syslog`,
    },
    {
      title: 'Syslog, from a shell',
      text: `logger --server ${location.hostname} --port 5514 --tcp --rfc5424 'hello'`,
    },
    {
      title: 'Syslog, all of a machine (rsyslog)',
      text: `*.* @@${location.hostname}:5514;RSYSLOG_SyslogProtocol23Format`,
    },
  ];
}

/** How to send the first log. It gives way by itself once one is there. */
export function FirstRun(): JSX.Element {
  return (
    <section class="first-run" aria-labelledby="first-run-title">
      <h2 id="first-run-title">Nothing here yet. Send the first log.</h2>
      <p>
        Every format is read as it is: JSON, logfmt, access logs, syslog, plain text. This page shows it the
        moment it arrives.
      </p>
      <SampleButton />
      <ul class="ways">
        {waysFor(location.origin).map((way) => (
          <WayCard key={way.title} {...way} />
        ))}
      </ul>
      <p class="waiting" role="status">
        <span class="dot" aria-hidden="true" /> Waiting for the first log
      </p>
    </section>
  );
}

function SampleButton(): JSX.Element {
  const state = useSignal<'idle' | 'sending' | 'sent'>('idle');
  const problem = useSignal('');
  const refused = refusal('ingest');
  const send = async () => {
    state.value = 'sending';
    problem.value = '';
    try {
      await sendLines(sampleLines(Date.now(), Math.random));
      state.value = 'sent';
    } catch (error) {
      state.value = 'idle';
      problem.value = messageOf(error);
    }
  };
  return (
    <>
      <button
        type="button"
        class="button primary large"
        disabled={refused !== undefined || state.value !== 'idle'}
        aria-describedby="sample-refusal"
        onClick={send}
      >
        {state.value === 'idle' ? 'Make sample logs' : 'On their way …'}
      </button>
      <p id="sample-refusal" class="note">
        {refused}
      </p>
      <p class="problem" role="alert">
        {problem.value}
      </p>
    </>
  );
}

function WayCard({ title, text }: Way): JSX.Element {
  const copied = useSignal(false);
  return (
    <li class="way">
      <h3>{title}</h3>
      <pre tabIndex={0}>{text}</pre>
      <button
        type="button"
        class="button quiet"
        onClick={async () => {
          await navigator.clipboard.writeText(text);
          copied.value = true;
        }}
      >
        <Icon name={copied.value ? 'check' : 'copy'} /> {copied.value ? 'Copied' : 'Copy'}
      </button>
    </li>
  );
}
