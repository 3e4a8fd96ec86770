// The built page in Chromium, measured by the marks that it sets itself, and a plain read of the same file in the same tab.

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { chromium, type Browser, type CDPSession, type Page } from '@playwright/test';

const ROOT = process.cwd();
const TIMEOUT_MS = 300_000;
const ANALYSIS_TIMEOUT_MS = 300_000;
/** Nobody drags a file across a page in less. */
const DRAGGING_MS = 500;
/** Ways to read in slices: bytes of each, and how many are under way. Fastest is now this one, now that one. */
const SLICINGS = [
  { sliceBytes: 8 * 1024 * 1024, ahead: 3 },
  { sliceBytes: 24 * 1024 * 1024, ahead: 2 },
] as const;

export interface PageTiming {
  /** Seconds since the file was given to the page. */
  readonly provisional: number;
  readonly final: number;
}

/** One Chromium and one server of dist/, for all rows. */
export class BenchPage {
  readonly #server: ChildProcess;
  readonly #browser: Browser;
  readonly #page: Page;
  readonly #address: string;

  private constructor(server: ChildProcess, browser: Browser, page: Page, address: string) {
    this.#server = server;
    this.#browser = browser;
    this.#page = page;
    this.#address = address;
  }

  /** Null, and says why, where no Chromium is. */
  static async open(say: (line: string) => void): Promise<BenchPage | null> {
    const executablePath = execFileSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { findBrowser } from './scripts/browser.mjs'; process.stdout.write((await findBrowser()) ?? '')`,
      ],
      { cwd: ROOT, encoding: 'utf8' },
    );
    if (executablePath === '') {
      say('no Chromium is installed: the page is left out');
      return null;
    }
    const server = spawn(process.execPath, [join(ROOT, 'scripts', 'start.mjs'), '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const address = await addressOf(server);
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-background-networking', '--no-first-run'] });
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, locale: 'en-US' });
    page.setDefaultTimeout(TIMEOUT_MS);
    return new BenchPage(server, browser, page, address);
  }

  get page(): Page {
    return this.#page;
  }

  get address(): string {
    return this.#address;
  }

  /** A tab that has fetched nothing yet. */
  async fresh(): Promise<{ readonly page: Page; readonly close: () => Promise<void> }> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 720 }, locale: 'en-US' });
    return { page: await context.newPage(), close: () => context.close() };
  }

  browserSession(): Promise<CDPSession> {
    return this.#browser.newBrowserCDPSession();
  }

  /** Tasks of more than 50 ms in the tab from the drop to the final findings. */
  async longTasks(path: string): Promise<number> {
    await this.#page.addInitScript(() => {
      const seen = { long: [] as number[] };
      Object.assign(window, { benchTasks: seen });
      new PerformanceObserver((list) => seen.long.push(...list.getEntries().map(({ startTime }) => startTime))).observe({
        entryTypes: ['longtask'],
      });
    });
    await this.analyze(path);
    return this.#page.evaluate(() => {
      const begun = performance.getEntriesByName('file-accepted')[0]?.startTime ?? 0;
      const done = performance.getEntriesByName('first-final')[0]?.startTime ?? 0;
      const { long } = (window as unknown as { benchTasks: { long: number[] } }).benchTasks;
      // The task in which the findings are drawn is no parsing.
      return long.filter((at) => at > begun && at < done - 50).length;
    });
  }

  /** The file is dragged over a fresh page and dropped. */
  async analyze(path: string): Promise<PageTiming> {
    await this.#page.goto(this.#address);
    await this.#page.evaluate(() => {
      const input = document.createElement('input');
      input.type = 'file';
      input.id = 'bench-file';
      document.body.append(input);
    });
    await this.#page.locator('#bench-file').setInputFiles(path);
    await this.#drag('dragenter');
    await this.#page.waitForTimeout(DRAGGING_MS);
    await this.#drag('drop');
    // An observer, no polling: nothing else runs in the tab. (Polling would need eval, which the page's policy forbids.)
    return this.#page.evaluate(async (timeoutMs) => {
      await new Promise<void>((resolve, reject) => {
        setTimeout(() => reject(new Error(`no verdict: ${document.body.innerText.slice(0, 200)}`)), timeoutMs);
        const done = (): boolean => performance.getEntriesByName('first-final').length > 0;
        if (done()) return resolve();
        new PerformanceObserver(() => {
          if (done()) resolve();
        }).observe({ type: 'mark' });
      });
      const at = (name: string): number => (performance.getEntriesByName(name)[0]?.startTime ?? 0) / 1000;
      const begun = at('file-accepted');
      return { provisional: at('first-provisional') - begun, final: at('first-final') - begun };
    }, ANALYSIS_TIMEOUT_MS);
  }

  #drag(type: string): Promise<void> {
    return this.#page.evaluate((name) => {
      const dataTransfer = new DataTransfer();
      for (const file of document.querySelector<HTMLInputElement>('#bench-file')?.files ?? []) dataTransfer.items.add(file);
      document.body.dispatchEvent(new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer }));
    }, type);
  }

  /** Seconds that the tab needs to read the file given last and do nothing with it, by the fastest of three ways. */
  async plainRead(): Promise<number> {
    return this.#page.evaluate(async (slicings) => {
      const file = document.querySelector<HTMLInputElement>('#bench-file')?.files?.[0];
      if (file === undefined) throw new Error('no file was given');
      const bySlices = async ({ sliceBytes, ahead }: (typeof slicings)[number]): Promise<void> => {
        const underWay: Promise<ArrayBuffer>[] = [];
        for (let at = 0; at < file.size; at += sliceBytes) {
          if (underWay.length === ahead) await underWay.shift();
          underWay.push(file.slice(at, at + sliceBytes).arrayBuffer());
        }
        await Promise.all(underWay);
      };
      const byStream = async (): Promise<void> => {
        const reader = file.stream().getReader();
        while (!(await reader.read()).done);
      };
      let least = Infinity;
      for (const way of [...slicings.map((slicing) => () => bySlices(slicing)), byStream]) {
        const begun = performance.now();
        await way();
        least = Math.min(least, performance.now() - begun);
      }
      return least / 1000;
    }, SLICINGS);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#server.kill();
  }
}

function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    server.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const address = /http:\/\/\S+/.exec(printed)?.[0];
      if (address !== undefined) resolve(`${address}/`);
    });
    server.once('exit', (code) => reject(new Error(`the server of the page ended with ${code}: ${printed}`)));
  });
}
