import type { RecordDraft } from '../record-draft.js';
import { type Frame, frame, GAP, ISO, LEVEL, LEVEL_LEADS, type Parts, setMessage } from './frame.js';

/*
 * What Python's logging is told to write: its own basic format, and those of Flask, Django, Celery, gunicorn, OpenStack,
 * Airflow, OpenTelemetry. https://docs.python.org/3/library/logging.html#logrecord-attributes
 */

const NAME = '(?<logger>[A-Za-z_][\\w.-]{0,120})';
const PLACE = '(?<place>[\\w./-]{1,200}\\.py:\\d{1,7})';
const PYTHON = 'python-logging';

/** `[req-… user project …]`, `[-]` of OpenStack. */
function readRequest(draft: RecordDraft, message: string, { context = '' }: Parts): boolean {
  const request = /(?:^| )(req-[0-9a-f-]{36})(?: |$)/.exec(context)?.[1];
  draft.text('request_id', request);
  setMessage(draft, message);
  return true;
}

export const PYTHON_STAMPED: readonly Frame[] = [
  // INFO [name] [file.py:12] [trace_id=… span_id=…] - message: OpenTelemetry
  frame(
    PYTHON,
    LEVEL_LEADS,
    `${GAP}${LEVEL} \\[${NAME}\\] \\[${PLACE}\\] \\[(?<pairs>[^\\]\\n]{0,400})\\] - `,
  ),
  frame(PYTHON, LEVEL_LEADS, `${GAP}${LEVEL} \\[${NAME}\\] \\[${PLACE}\\] `),
  // INFO name [request] message: OpenStack
  frame(PYTHON, '0123456789', ` (?<pid>\\d{1,10}) ${LEVEL} ${NAME} \\[(?<context>[^\\]\\n]{0,400})\\] `, {
    finish: readRequest,
  }),
  frame(PYTHON, '0123456789', ` (?<pid>\\d{1,10}) ${LEVEL} ${NAME} (?=\\[)`),
  // - name - INFO - message, - INFO - name - message, - INFO - message
  frame(PYTHON, '-', ` - (?<logger>[^\\n-][^\\n]{0,120}?) - ${LEVEL} {0,4} - (?:${PLACE} - )?`),
  frame(PYTHON, '-', ` -${GAP}${LEVEL} {0,4} - (?:\\[?${PLACE}\\]? - )?`),
  frame(PYTHON, '-', ` - \\[?${LEVEL}\\]? ?- `),
  // INFO (vm/9e5dd42e) [virt.vm] message: vdsm
  frame(PYTHON, LEVEL_LEADS, `${GAP}${LEVEL}${GAP}\\((?<thread>[^)\\n]{1,120})\\) \\[${NAME}\\] `),
  // :INFO:name:message, [123]INFO:name:message
  frame(PYTHON, '[0123456789', ` \\[?(?<pid>\\d{1,10})\\]${LEVEL}:${NAME}:`),
  frame(PYTHON, ':', `:${LEVEL}:(?:(?<logger>[A-Za-z_][\\w.-]{0,120}):)?`),
  frame(PYTHON, ':', `:(?<logger>[A-Za-z_][\\w.-]{0,120}):${LEVEL}:`),
  // INFO module.py:12 message, INFO file.py:12 - message
  frame(PYTHON, LEVEL_LEADS, `${GAP}${LEVEL}${GAP}\\[?${PLACE}\\]?(?: ?[-:])? `),
  // INFO main_process.main PM - id - - message: SnapLogic; INFO MainThread name message: Django's verbose
  frame(
    PYTHON,
    LEVEL_LEADS,
    `${GAP}${LEVEL}${GAP}(?<thread>MainThread|Thread-\\d{1,6}|ThreadPoolExecutor-\\d_\\d{1,5})${GAP}${NAME}(?: ?[-:])? `,
  ),
];

export const PYTHON_BRACKETED: readonly Frame[] = [
  // [stamp: INFO/MainProcess] message: Celery
  frame(
    PYTHON,
    ':',
    `: ${LEVEL}/(?<thread>[^\\]\\n]{1,120})\\] (?:(?<task>[\\w.]{1,160})\\[(?<task_id>[0-9a-f-]{36})\\]: )?`,
  ),
  // [stamp] INFO in module: message: Flask
  frame(PYTHON, ']', `\\] ${LEVEL} in ${NAME}: `),
  // [stamp] {{file.py:12}} INFO - message: Airflow
  frame(PYTHON, ']', `\\] \\{\\{?(?<place>[\\w./-]{1,200}:\\d{1,7})\\}\\}? ${LEVEL} - `),
  // [stamp +0000] [123] [INFO] message: gunicorn
  frame(PYTHON, ']', `\\] \\[(?<pid>\\d{1,10})\\] \\[${LEVEL}\\] `),
  // [stamp] INFO [name:12] message, [stamp] INFO name: message: Django
  frame(PYTHON, ']', `\\]${GAP}${LEVEL}${GAP}\\[${NAME}:(?<line>\\d{1,7})\\] `),
  frame(PYTHON, ']', `\\]${GAP}${LEVEL}${GAP}\\[?${PLACE}\\]?(?: ?[-:])? `),
];

export const PYTHON_WHOLE: readonly Frame[] = [
  // INFO:name:message: logging.BASIC_FORMAT; the name of the root logger is root
  frame(PYTHON, LEVEL_LEADS, `${LEVEL}:(?<logger>[A-Za-z_][\\w.-]{0,120}):(?=\\S)`),
  // INFO:     message, all at the same column: uvicorn
  frame(
    PYTHON,
    LEVEL_LEADS,
    '(?<level>INFO(?=: {5}\\S)|DEBUG(?=: {4}\\S)|ERROR(?=: {4}\\S)|WARNING(?=: {2}\\S)|CRITICAL(?=: \\S)): +',
  ),
  // INFO 2025-11-11 10:20:30,123 name 123 4567 message: Django's verbose, Ambari
  frame(PYTHON, LEVEL_LEADS, `${LEVEL} ${ISO} (?<place>[\\w./-]{1,200}\\.py:\\d{1,7}) ?- `),
  frame(PYTHON, LEVEL_LEADS, `${LEVEL} ${ISO} ${NAME} (?<pid>\\d{1,10}) (?<tid>\\d{1,20}) `),
  // thread::INFO::stamp::module::12::logger::(function) message: vdsm
  frame(
    PYTHON,
    'TMCDJPdmtwW',
    `(?<thread>[\\w.-]{1,80})::${LEVEL}::${ISO}::(?<module>[\\w.-]{1,80})::(?<line>\\d{1,7})::(?<logger>[\\w.-]{1,120})::(?:\\((?<function>[^)\\n]{1,80})\\) )?`,
  ),
  // [INFO:name] module:12 stamp: message
  frame(PYTHON, '[', `\\[${LEVEL}:${NAME}\\] (?<module>[\\w.-]{1,80}):(?<line>\\d{1,7}) ${ISO}: `),
  // (name): stamp, INFO message: SQLAlchemy as OpenStack's programs write it
  frame(PYTHON, '(', `\\(${NAME}\\): ${ISO},? ${LEVEL} `),
];
