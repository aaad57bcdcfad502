import { render } from 'preact';
import { App } from './shell/app.js';
import { start } from './shell/start.js';
import './styles/main.css';

start();
render(<App />, document.querySelector('#app')!);
