import { TemplateFormat } from '../templates/template-format.js';

const GO_TRACE =
  '\n\ngoroutine %{tid} [running]:\nmain.price(...)\n\t/srv/shop/main.go:%{lineno}\nmain.main()\n\t/srv/shop/main.go:%{lineno#2} +0x1d';

/** What runtimes and containers write by themselves. */
export const RUNTIMES = [
  new TemplateFormat('go-panic', 'panics of Go with their goroutines', {
    lines: [
      ['FATAL', `«panic: runtime error: index out of range [%{few}] with length 3»${GO_TRACE}`],
      ['FATAL', `«panic: runtime error: invalid memory address or nil pointer dereference»${GO_TRACE}`],
    ],
  }),
  new TemplateFormat('python-traceback', 'exceptions of Python with their traceback', {
    frame:
      'Traceback (most recent call last):\n  File "/srv/shop/%{file}.py", line %{lineno}, in price\n    total = prices[item]\n«%{line}»',
    lines: [
      ['ERROR', 'KeyError: %{order}'],
      ['ERROR', 'ZeroDivisionError: division by zero'],
      ['ERROR', 'shop.errors.Gone: order %{order} was deleted'],
    ],
  }),
  new TemplateFormat('php-error', "PHP's error log", {
    frame: '[%{time:DD-MMM-YYYY HH:mm:ss} UTC] PHP %{line} in /srv/shop/%{file}.php on line %{lineno}»',
    lines: [
      ['WARN', 'Warning:  «Undefined variable $%{thing}'],
      ['INFO', 'Notice:  «Undefined index: %{thing}'],
      [
        'FATAL',
        'Fatal error:  «Allowed memory size of 134217728 bytes exhausted (tried to allocate %{size} bytes)',
      ],
    ],
  }),
  new TemplateFormat('jvm-gc', "Java's garbage collector", {
    frame: '[%{time:YYYY-MM-DDTHH:mm:ss.fff}+0000][%{line}',
    lines: [
      [
        'INFO',
        'info][gc] «GC(%{count}) Pause Young (Normal) (G1 Evacuation Pause) %{int:40-90}M->%{int:10-39}M(256M) %{seconds}ms»',
      ],
      [
        'INFO',
        'info][gc] «GC(%{count}) Pause Full (System.gc()) %{int:40-90}M->%{int:10-39}M(256M) %{int:20-400}.125ms»',
      ],
    ],
  }),
  new TemplateFormat('rails', "Rails' requests", {
    lines: [
      ['INFO', 'Started GET "%{target}" for %{client} at %{time:YYYY-MM-DD HH:mm:ss} +0000'],
      ['INFO', 'Completed 200 OK in %{ms}ms (Views: %{few}.1ms | ActiveRecord: %{few#2}.2ms)'],
      ['WARN', 'Completed 404 Not Found in %{ms}ms (ActiveRecord: %{few}.2ms)'],
      ['ERROR', 'Completed 500 Internal Server Error in %{ms}ms (ActiveRecord: %{few}.2ms)'],
    ],
  }),
  new TemplateFormat('cri', "container runtimes of Kubernetes, around services' lines", {
    frame: '%{time:YYYY-MM-DDTHH:mm:ss.NNNNNNNNNZ} stdout F «order %{order} was paid after %{ms} ms»',
    lines: [['INFO', '']],
  }),
  new TemplateFormat('docker-compose', 'lines of `docker compose logs`', {
    frame: '%{service}-%{few}  | «order %{order} was paid after %{ms} ms»',
    lines: [['INFO', '']],
  }),
];
