import { askEarly } from './api/early.js';
import { newestPath } from './list/first-page.js';
import { selectionOf } from './view/selection.js';
import { readView } from './view/view.js';
import './styles/main.css';

// The logs are asked for before the browser has read what shows them.
askEarly(newestPath(selectionOf(readView(location.search.slice(1)))));
void import('./shell/page.js');
