// Starts the page: preferences, address bar, then the interface.

import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { openFiles, openPlace } from './app/open-capture';
import { startPreferences } from './app/preferences';
import { startShortcuts } from './app/shortcuts';
import { takeLaunchedFiles } from './offline/launched-files';
import { keepForOffline } from './offline/register';
import { startUrlSync } from './url/url-sync';
import './styles/tokens.css';
import './styles/base.css';
import './styles/print.css';

startPreferences();
startUrlSync(openPlace);
startShortcuts();

const container = document.getElementById('app');
if (container === null) throw new Error('index.html has no #app');
createRoot(container).render(<App />);
keepForOffline();
takeLaunchedFiles(openFiles);
