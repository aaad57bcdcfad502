import { TemplateFormat } from '../templates/template-format.js';

const ISO = '%{time:YYYY-MM-DDTHH:mm:ss.fffZ}';
const COMMA = '%{time:YYYY-MM-DD HH:mm:ss,fff}';
const SPACE = '%{time:YYYY-MM-DD HH:mm:ss}';
const MICROS = '%{time:YYYY-MM-DDTHH:mm:ss.uuuuuuZ}';
const LETTERS = { DEBUG: 'D', INFO: 'I', WARN: 'W', ERROR: 'E' } as const;
const SMALL = { DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
const PADDED = { DEBUG: 'DEBUG', INFO: ' INFO', WARN: ' WARN', ERROR: 'ERROR' } as const;

const JAVA_TRACE =
  '\njava.lang.IllegalStateException: no price for order %{order}\n' +
  '\tat com.example.shop.CartService.price(CartService.java:%{lineno})\n' +
  '\tat com.example.shop.OrderController.place(OrderController.java:%{lineno#2})';

/** Loggers of programming languages: what the services say, in the frame of each. */
export const LOGGERS = [
  new TemplateFormat('log4j', "log4j's and logback's usual pattern, some errors with a stack trace", {
    levels: PADDED,
    lines: [
      [
        'INFO',
        `${COMMA} INFO  [main] com.example.shop.CartService:%{lineno} - «order %{order} priced in %{ms} ms»`,
      ],
      [
        'WARN',
        `${COMMA} WARN  [worker-%{few}] com.example.shop.Outbox:%{lineno} - «mail to %{email} deferred»`,
      ],
      [
        'DEBUG',
        `${COMMA} DEBUG [main] com.example.shop.CartService:%{lineno} - «%{few} items of order %{order}»`,
      ],
      [
        'ERROR',
        `${COMMA} ERROR [worker-%{few}] com.example.shop.CartService:%{lineno} - «order %{order} failed»${JAVA_TRACE}`,
      ],
    ],
  }),
  new TemplateFormat('spring-boot', "Spring Boot's console log", {
    frame: `${ISO} %{level} %{pid} --- [shop] [nio-8080-exec-%{few}] c.e.orders.OrderController : «%{says}»`,
    levels: { ...PADDED, DEBUG: 'DEBUG' },
  }),
  new TemplateFormat('python-logging', "Python's logging", {
    frame: `${COMMA} - shop.%{thing} - %{level} - «%{says}»`,
    levels: { DEBUG: 'DEBUG', INFO: 'INFO', WARN: 'WARNING', ERROR: 'ERROR' },
  }),
  new TemplateFormat('serilog', "Serilog's console and file output", {
    frame: '%{time:YYYY-MM-DD HH:mm:ss.fff} +00:00 [%{level}] «%{says}»',
    levels: { DEBUG: 'DBG', INFO: 'INF', WARN: 'WRN', ERROR: 'ERR' },
  }),
  new TemplateFormat('zap', "zap's console encoding", {
    frame: `${ISO}\t%{level}\tserver/%{file}.go:%{lineno}\t«%{says}»\t{"order": %{order}}`,
    levels: SMALL,
  }),
  new TemplateFormat('monolog', 'Monolog, as Laravel and Symfony write it', {
    frame: `[${SPACE}] production.%{level}: «%{says}» {"order":%{order}} []`,
    levels: { DEBUG: 'DEBUG', INFO: 'INFO', WARN: 'WARNING', ERROR: 'ERROR' },
  }),
  new TemplateFormat('rust-tracing', "Rust's tracing", {
    frame: `${MICROS} %{level} shop::%{thing}: «%{says}»`,
    levels: PADDED,
  }),
  new TemplateFormat('go-log', "Go's log package", {
    frame: '%{time:YYYY/MM/DD HH:mm:ss.uuuuuu} %{file}.go:%{lineno}: «%{says}»',
    lines: [['INFO', '']],
  }),
  new TemplateFormat('klog', "klog's lines, which Kubernetes writes", {
    frame: '%{level}%{time:MMDD HH:mm:ss.uuuuuu}    %{pid} %{file}.go:%{lineno}] «%{says}»',
    levels: LETTERS,
  }),
  new TemplateFormat('glog', "Google's glog", {
    frame: '%{level}%{time:MMDD HH:mm:ss.uuuuuu}  %{pid} %{file}.cc:%{lineno}] «%{says}»',
    levels: LETTERS,
  }),
  new TemplateFormat('cockroachdb', 'CockroachDB', {
    frame:
      '%{level}%{time:YYMMDD HH:mm:ss.uuuuuu} %{tid} server/%{file}.go:%{lineno} ⋮ [n%{few}] %{count}  «%{says}»',
    levels: { INFO: 'I', WARN: 'W', ERROR: 'E' },
  }),
  new TemplateFormat('hclog', 'Consul, Vault, Nomad and Terraform', {
    frame: `${ISO} [%{level} agent.server.%{thing}: «%{line}»`,
    levels: { INFO: 'INFO] ', WARN: 'WARN] ', ERROR: 'ERROR]' },
    lines: [
      ['INFO', 'entering follower state: leader-address=%{server}:8300'],
      ['WARN', 'heartbeat timeout reached, starting election: last-leader-addr=%{server}:8300'],
      ['ERROR', 'failed to reconcile member: member="{%{host}}"'],
    ],
  }),
  new TemplateFormat('ruby-logger', "Ruby's Logger", {
    frame: '%{level}, [%{time:YYYY-MM-DDTHH:mm:ss.uuuuuu} #%{pid}] %{line} -- shop: «%{says}»',
    levels: LETTERS,
    lines: [
      ['INFO', ' INFO'],
      ['WARN', ' WARN'],
      ['ERROR', 'ERROR'],
      ['DEBUG', 'DEBUG'],
    ],
  }),
  new TemplateFormat('sidekiq', 'Sidekiq', {
    frame: `${ISO} %{pid} TID-%{hex:3} MailJob JID-%{hex:12} %{line}`,
    lines: [
      ['INFO', 'INFO: «done: %{seconds} sec»'],
      ['INFO', 'INFO: «start»'],
      ['WARN', 'WARN: «retry %{few} of 9 for %{email}»'],
    ],
  }),
  new TemplateFormat('dotnet', ".NET's console log, two lines a record", {
    frame: '%{level}: Shop.Orders.OrderService[%{int:1-99}]\n      «%{says}»',
    levels: { DEBUG: 'dbug', INFO: 'info', WARN: 'warn', ERROR: 'fail' },
  }),
  new TemplateFormat('logcat', "Android's logcat", {
    frame: '%{time:MM-DD HH:mm:ss.fff}  %{int:1000-9999}  %{int:1000-9999#2} %{level} OrderView: «%{says}»',
    levels: LETTERS,
  }),
  new TemplateFormat('java-util-logging', "java.util.logging: Tomcat's in one line, Java's in two", {
    levels: { INFO: 'INFO', WARN: 'WARNING', ERROR: 'SEVERE' },
    lines: [
      [
        'INFO',
        '%{time:DD-MMM-YYYY HH:mm:ss.fff} INFO [main] org.apache.catalina.startup.Catalina.start «Server startup in [%{ms}] milliseconds»',
      ],
      [
        'WARN',
        '%{time:DD-MMM-YYYY HH:mm:ss.fff} WARNING [http-nio-8080-exec-%{few}] com.example.shop.CartService.price «no price for order %{order}»',
      ],
      [
        'ERROR',
        '%{time:MMM DD, YYYY hh:mm:ss AA} com.example.shop.CartService price\nSEVERE: «order %{order} failed»',
      ],
    ],
  }),
  new TemplateFormat('application-log', 'frames that many programs share, here that of spdlog and Envoy', {
    frame:
      '[%{time:YYYY-MM-DD HH:mm:ss.fff}][%{tid}][%{level}][%{thing}] [source/server/%{file}.cc:%{lineno}] «%{says}»',
    levels: { DEBUG: 'debug', INFO: 'info', WARN: 'warning', ERROR: 'error' },
  }),
];
