import { render } from 'preact';
import { App } from './App.js';
import { resume } from './journey/journey.js';
import './styles/page.css';

const page = document.getElementById('page');
if (page) {
  // The text for a script that does not arrive.
  page.replaceChildren();
  render(<App />, page);
}
void resume();
