import { render } from 'preact';
import { App } from './app.js';
import { start } from './start.js';

start();
render(<App />, document.querySelector('#app')!);
