import { render } from 'preact';
import { App } from './App.js';
import { resume } from './journey/journey.js';
import './styles/page.css';

const page = document.getElementById('page');
if (page) render(<App />, page);
void resume();
