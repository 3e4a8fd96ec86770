// Firefox as its makers ship it, driven by WebDriver BiDi: how Playwright is told to, and the one thing that either lacks.

import type { Browser, PlaywrightTestOptions, PlaywrightWorkerOptions } from '@playwright/test';

export function bidiFirefox(executablePath: string): Partial<PlaywrightTestOptions & PlaywrightWorkerOptions> {
  return {
    browserName: 'firefox',
    channel: 'moz-firefox',
    // Taken with a style of Playwright's own, which the policy of the page forbids: a second failure, on top of every first.
    screenshot: 'off',
    launchOptions: {
      executablePath,
      // For the theme, below: preferences are changed in the scope of the browser itself.
      args: ['--remote-allow-system-access'],
      // What is slow on a busy machine is waited for, not killed; and nothing but the page is fetched.
      firefoxUserPrefs: { 'dom.max_script_run_time': 0, 'dom.ipc.reportProcessHangs': false, 'app.normandy.enabled': false },
    },
  };
}

type Send = (this: unknown, method: string, parameters: Record<string, unknown>) => Promise<unknown>;

const MEDIA_COMMAND = 'emulation.setMediaFeaturesOverride';
const SCHEME_PREFERENCE = 'layout.css.prefers-color-scheme.content-override';
/** The values of that preference. */
const SCHEMES: Record<string, number> = { dark: 0, light: 1 };
const FOLLOW_SYSTEM = 2;

/**
 * Playwright asks for the theme with every context, by a command that Firefox does not know yet (unknown in 153): without an answer no page
 * opens. It is answered here by what does the same for all pages of that Firefox, which runs one test at a time.
 */
export function answerForTheme(browser: Browser): void {
  // Both ends of Playwright are in one process; there is no public way from one to the other.
  const { _connection: connection } = browser as unknown as { _connection: { toImpl: (client: unknown) => { _browserSession?: object } } };
  const session = connection.toImpl(browser)._browserSession;
  if (session === undefined) return;
  const shared = Object.getPrototypeOf(session) as { send: Send; answersForTheme?: true };
  if (shared.answersForTheme) return;
  shared.answersForTheme = true;
  const send = shared.send;
  const answer = async (parameters: Record<string, unknown>): Promise<unknown> => {
    const { 'prefers-color-scheme': scheme = '' } = parameters['features'] as Record<string, string | null>;
    const tree = (await send.call(session, 'browsingContext.getTree', { 'moz:scope': 'chrome', maxDepth: 0 })) as {
      contexts: readonly { context: string }[];
    };
    const result = (await send.call(session, 'script.evaluate', {
      expression: `Services.prefs.setIntPref('${SCHEME_PREFERENCE}', ${SCHEMES[scheme ?? ''] ?? FOLLOW_SYSTEM})`,
      target: { context: tree.contexts[0]?.context },
      awaitPromise: false,
    })) as { type: string };
    if (result.type !== 'success') throw new Error(`the theme of Firefox cannot be chosen: ${JSON.stringify(result)}`);
    return {};
  };
  shared.send = function (method, parameters) {
    return method === MEDIA_COMMAND ? answer(parameters) : send.call(this, method, parameters);
  };
}
