// Starts the page: preferences, address bar, then the interface.

import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { expectFile, openFiles, openPlace } from './app/open-capture';
import { startPreferences } from './app/preferences';
import { startShortcuts } from './app/shortcuts';
import { takeLaunchedFiles } from './offline/launched-files';
import { keepForOffline } from './offline/register';
import { store } from './store/store';
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
whenIdle(() => {
  const { session, view } = store.getState();
  // Who came to open a capture does so next; on a phone no pointer tells beforehand.
  if (view.kind === 'landing' && session.phase === 'empty') expectFile();
});
keepForOffline();
takeLaunchedFiles(openFiles);

/** After the first view is painted and its files are there. Safari has no idle callbacks. */
function whenIdle(work: () => void): void {
  const begin = () => ('requestIdleCallback' in window ? requestIdleCallback(work) : setTimeout(work, 300));
  if (document.readyState === 'complete') begin();
  else window.addEventListener('load', begin, { once: true });
}
