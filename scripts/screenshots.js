// Makes the pictures of the dashboard in docs/images/: `npm run screenshots` after a build. Needs Chromium
// (CHROMIUM_PATH, else the program `chromium`). The program runs by itself, in a folder of its own, with sample logs.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const REPOSITORY = join(import.meta.dirname, '..');
const LAF = join(REPOSITORY, 'dist', 'cli', 'main.js');
const IMAGES = join(REPOSITORY, 'docs', 'images');
const DESKTOP = { width: 1360, height: 850 };
const PHONE = { width: 390, height: 844 };
const WIDE = { width: 3840, height: 2160 };
/** With one the page has a session, and a button to end it. */
const TOKEN = 'screenshots';

const PICTURES = [
  { name: 'dashboard', size: DESKTOP, scheme: 'light', path: '/', act: rowsAreThere },
  {
    name: 'dashboard-details',
    size: DESKTOP,
    scheme: 'dark',
    path: '/?filter=level:>=WARN',
    act: openDetails,
  },
  { name: 'dashboard-search', size: DESKTOP, scheme: 'light', path: '/', act: makeMistake },
  { name: 'dashboard-pipeline', size: DESKTOP, scheme: 'dark', path: '/?page=pipeline', act: stagesAreThere },
  {
    name: 'dashboard-patterns',
    size: DESKTOP,
    scheme: 'light',
    path: '/?page=patterns',
    act: patternsAreThere,
  },
  {
    name: 'dashboard-dead-letters',
    size: DESKTOP,
    scheme: 'light',
    path: '/?page=dead-letters',
    act: lettersAreThere,
  },
  { name: 'dashboard-4k', size: WIDE, scheme: 'dark', path: '/', act: openDetails },
  { name: 'dashboard-phone', size: PHONE, scheme: 'dark', path: '/', act: rowsAreThere },
];

async function rowsAreThere(page) {
  await page.locator('.rows .row').first().waitFor();
}

async function openDetails(page) {
  await rowsAreThere(page);
  await page.locator('.rows .row').nth(2).click();
  await page.getByRole('tab', { name: 'Fields' }).waitFor();
}

async function makeMistake(page) {
  await rowsAreThere(page);
  await page
    .getByRole('combobox', { name: 'Filter' })
    .fill('application:shop level:(ERROR OR WARN status:>=500');
  await page.keyboard.press('Enter');
  await page.locator('.search-problem p').waitFor();
}

async function patternsAreThere(page) {
  await page.locator('.pattern').first().waitFor();
}

async function lettersAreThere(page) {
  await page.locator('.letter summary').first().click();
}

async function stagesAreThere(page) {
  await page.locator('.stage').first().waitFor();
  // Rates need two looks.
  await page.waitForTimeout(2500);
}

const folder = await mkdtemp(join(tmpdir(), 'laf-screenshots-'));
await chmod(folder, 0o755);
await writeFile(join(folder, 'pipeline.yaml'), await pipelineWithRefusals());
const program = spawn(process.execPath, [LAF, 'run', 'pipeline.yaml'], {
  cwd: folder,
  env: { ...process.env, PORT: '0', DATA_DIR: join(folder, 'data'), API_TOKENS: TOKEN, LOG_LEVEL: 'warn' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = once(program, 'exit');
try {
  const url = await addressOf(program);
  for (let minutes = 55; minutes > 0; minutes -= 5) {
    await Promise.all([0, 1, 2, 3, 4].map((more) => generate(url, minutes - more)));
  }
  await refuse(url);
  await takePictures(url);
} finally {
  program.kill('SIGTERM');
  await ended;
  await rm(folder, { recursive: true, force: true });
}

function addressOf(child) {
  let text = '';
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(`the program has no dashboard:\n${text}`)));
    child.stdout.setEncoding('utf8').on('data', (part) => {
      text += part;
      const match = /Dashboard\s+(\S+)\//.exec(text);
      if (match !== null) resolve(match[1]);
    });
  });
}

/** The graph that comes along, with a stage that refuses what it does not know. */
async function pipelineWithRefusals() {
  const text = await readFile(join(REPOSITORY, 'pipeline.yaml'), 'utf8');
  const refusing = `  orders: { type: regex, inputs: [patterns], when: "application:orders", pattern: 'order %{INT:order_id} (placed|paid)', on_mismatch: dead-letter }`;
  const [before, sinks] = text.split('\nsinks:');
  const changed = `${before}${refusing}\n\nsinks:${sinks.replaceAll('[patterns]', '[orders]')}`;
  // Any free port: whoever makes pictures may have a program of their own on the usual one.
  return changed.replaceAll(':5514', ':0');
}

function towards(url) {
  return ['--to', url, '--token', TOKEN];
}

/** A minute's logs. */
async function generate(url, minutesAgo) {
  const count = String(200 + ((minutesAgo * 37) % 240));
  const options = [
    '--count',
    count,
    '--start',
    `-${minutesAgo}m`,
    '--seed',
    String(minutesAgo),
    ...towards(url),
  ];
  await once(spawn(process.execPath, [LAF, 'generate', ...options], { stdio: 'ignore' }), 'exit');
}

async function refuse(url) {
  const orders = ['order A-17 placed', 'order 4711 cancelled by 10.0.0.7', 'order ? paid'].map((message) => ({
    ...{ application: 'orders', source: 'shop-1', level: 'INFO', message },
  }));
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` };
  await fetch(`${url}/data/batch`, { method: 'POST', headers, body: JSON.stringify(orders) });
}

async function takePictures(url) {
  await mkdir(IMAGES, { recursive: true });
  const browser = await chromium.launch({
    executablePath:
      process.env.CHROMIUM_PATH ?? spawnSync('which', ['chromium'], { encoding: 'utf8' }).stdout.trim(),
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  const live = spawn(process.execPath, [LAF, 'generate', '--rate', '15', ...towards(url)], {
    stdio: 'ignore',
  });
  for (const { name, size, scheme, path, act } of PICTURES) {
    const page = await browser.newPage({ viewport: size, colorScheme: scheme, reducedMotion: 'reduce' });
    await page.request.post(`${url}/session`, { data: { token: TOKEN }, headers: { origin: url } });
    await page.goto(url + path);
    await act(page);
    await page.waitForTimeout(4000);
    await page.screenshot({ path: join(IMAGES, `${name}.png`) });
    await page.close();
    console.info(`docs/images/${name}.png`);
  }
  live.kill('SIGTERM');
  await browser.close();
}
