// The live feed in a list, newest first: the newest page of the store, then what the feed sends.

const MAX_ROWS = 1000;
const FIRST_PAGE = 100;
const MAX_MESSAGE = 4000;
const FIRST_RETRY_MILLIS = 500;
const LAST_RETRY_MILLIS = 15_000;

const list = document.querySelector('#logs');
const input = document.querySelector('#filter');
const state = document.querySelector('#state');
const problem = document.querySelector('#problem');
const empty = document.querySelector('#empty');

let socket;
let retryMillis = FIRST_RETRY_MILLIS;
let retryTimer;
/** Ids in the list: the first page and the feed overlap. */
const shown = new Set();
/** What the feed sends while the first page is on its way; undefined at other times. */
let held;

function row(event) {
  const item = document.createElement('li');
  item.dataset.level = event.level;
  item.dataset.id = event.id;
  const time = document.createElement('time');
  time.dateTime = event.timestamp;
  time.title = event.timestamp;
  time.textContent = event.timestamp.replace('T', ' ').slice(0, 23);
  item.append(time);
  const message =
    event.message.length > MAX_MESSAGE ? `${event.message.slice(0, MAX_MESSAGE)}…` : event.message;
  const origin = [event.source, event.application].filter(Boolean).join(' ');
  for (const [name, text] of Object.entries({ level: event.level, origin, message })) {
    const cell = document.createElement('span');
    cell.className = name;
    cell.textContent = text;
    item.append(cell);
  }
  return item;
}

/** Puts events, oldest first, on top of the list. */
function show(events) {
  const fresh = events.filter(({ id }) => !shown.has(id)).slice(-MAX_ROWS);
  for (const { id } of fresh) shown.add(id);
  list.prepend(...fresh.map(row).reverse());
  while (list.children.length > MAX_ROWS) {
    shown.delete(list.lastElementChild.dataset.id);
    list.lastElementChild.remove();
  }
  if (list.children.length > 0) empty.hidden = true;
}

function showSkipped(count) {
  const item = document.createElement('li');
  item.className = 'skipped';
  item.textContent = `${count} events skipped: this page could not keep up`;
  list.prepend(item);
}

function showProblem(message) {
  problem.textContent = message ?? '';
  problem.hidden = !message;
  input.setAttribute('aria-invalid', String(Boolean(message)));
}

function showState(text, live) {
  state.textContent = text;
  state.dataset.live = String(live);
}

function token() {
  return sessionStorage.getItem('token') ?? '';
}

/** Asks the store for the newest page and shows it instead of what is there; the last of several calls counts. */
async function loadNewest() {
  const mine = [];
  held = mine;
  try {
    const query = new URLSearchParams({ limit: String(FIRST_PAGE), filter: input.value });
    const headers = token() ? { authorization: `Bearer ${token()}` } : {};
    const response = await fetch(`/logs/?${query}`, { headers });
    const answer = await response.json();
    if (held !== mine) return;
    showProblem(response.ok ? undefined : answer.message);
    if (response.status === 401) askForToken(answer.message);
    if (!response.ok) return;
    list.replaceChildren();
    shown.clear();
    show(answer.logs.reverse());
    empty.hidden = answer.logs.length > 0 || input.value !== '';
  } finally {
    if (held === mine) {
      held = undefined;
      show(mine);
    }
  }
}

function askForToken(reason) {
  clearTimeout(retryTimer);
  const given = window.prompt(`${reason}\n\nToken:`);
  if (given === null) {
    showState('a token is needed; reload the page to enter one', false);
    return;
  }
  sessionStorage.setItem('token', given);
  connect();
}

function reload() {
  return loadNewest().catch((error) => showProblem(`the server cannot be reached: ${error.message}`));
}

const ON_FRAME = {
  hello: reload,
  events: ({ events }) => (held === undefined ? show(events) : held.push(...events)),
  skipped: ({ count }) => showSkipped(count),
  error: ({ message }) => showProblem(message),
};

function connect() {
  const url = new URL('/ws/logs', window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.searchParams.set('filter', input.value);
  if (token()) url.searchParams.set('token', token());
  showState('connecting', false);
  socket = new WebSocket(url);
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(data);
    ON_FRAME[frame.type]?.(frame);
  };
  let opened = false;
  socket.onopen = () => {
    opened = true;
    retryMillis = FIRST_RETRY_MILLIS;
    showState('live', true);
  };
  socket.onclose = () => {
    showState(`disconnected, trying again in ${Math.ceil(retryMillis / 1000)} s`, false);
    retryTimer = setTimeout(connect, retryMillis);
    retryMillis = Math.min(retryMillis * 2, LAST_RETRY_MILLIS);
    // A browser does not tell why a WebSocket was refused; a call does.
    if (!opened) reload();
  };
}

document.querySelector('#search').addEventListener('submit', (event) => {
  event.preventDefault();
  const query = input.value ? `?${new URLSearchParams({ filter: input.value })}` : window.location.pathname;
  history.replaceState(null, '', query);
  if (socket.readyState !== WebSocket.OPEN) return;
  socket.send(JSON.stringify({ type: 'filter', filter: input.value }));
  reload();
});

input.value = new URLSearchParams(window.location.search).get('filter') ?? '';
document.querySelector('#origin').textContent = window.location.origin;
connect();
