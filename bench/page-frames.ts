// What a frame costs the page's thread while something scrolls: processor time from a browser trace, not the clock between
// frames. A screen shows sixty frames a second, so that clock never tells of less than 16.7 ms, and tells of other programs.

import type { CDPSession, Page } from '@playwright/test';

const SCROLL_MS = 4_000;
const STEP_PX = 400;
const FRAME_MARK = 'bench-frame';
/** From here a task counts as long, as browsers count. */
const LONG_TASK_MS = 50;

export interface FrameWork {
  /** Milliseconds of the page's thread that 19 of 20 frames stay below. */
  readonly p95: number;
  readonly frames: number;
  /** Tasks of more than 50 ms. */
  readonly long: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  /** Of the thread alone; some systems do not tell. */
  readonly tdur?: number;
}

/** Scrolls what the selector names by the wheel, one step a frame. */
export async function scrollWork(page: Page, selector: string): Promise<FrameWork> {
  const session = await page.context().newCDPSession(page);
  const events = await traced(session, () => scroll(page, selector));
  await session.detach();
  return workOf(events);
}

async function traced(session: CDPSession, act: () => Promise<void>): Promise<readonly TraceEvent[]> {
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', 'blink.user_timing'], excludedCategories: ['*'] },
  });
  await act();
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await complete;
  return events;
}

function scroll(page: Page, selector: string): Promise<void> {
  return page.evaluate(
    async ({ into, lasting, step, mark }) => {
      const element = document.querySelector<HTMLElement>(into);
      if (element === null) throw new Error(`nothing to scroll: ${into}`);
      for (const end = performance.now() + lasting; performance.now() < end;) {
        // A grid that counts its own rows moves by the event, all others by their scroll position.
        const event = new WheelEvent('wheel', { deltaY: step, bubbles: true, cancelable: true });
        if (element.dispatchEvent(event)) element.scrollTop += step;
        await new Promise(requestAnimationFrame);
        performance.mark(mark);
      }
      performance.clearMarks(mark);
    },
    { into: selector, lasting: SCROLL_MS, step: STEP_PX, mark: FRAME_MARK },
  );
}

/** Each task belongs to the frame in whose course it ended: the one that paints a frame ends after its mark. */
function workOf(events: readonly TraceEvent[]): FrameWork {
  const marks = events.filter(({ name }) => name === FRAME_MARK).toSorted((a, b) => a.ts - b.ts);
  const [first] = marks;
  if (first === undefined || marks.length < 3) throw new Error('the browser traced no frames');
  const tasks = events
    .filter(({ name, ph, pid, tid }) => ph === 'X' && name.endsWith('RunTask') && pid === first.pid && tid === first.tid)
    .toSorted((a, b) => a.ts - b.ts);
  const frames = Array.from({ length: marks.length - 1 }, () => 0);
  let long = 0;
  let at = 0;
  for (const { ts, dur = 0, tdur = dur } of tasks) {
    const end = ts + dur;
    while (at < marks.length && (marks[at]?.ts ?? Infinity) <= end) at++;
    // Before the first mark and after the last one nothing is scrolled, or not a whole frame.
    if (at === 0 || at === marks.length) continue;
    frames[at - 1] = (frames[at - 1] ?? 0) + tdur / 1000;
    if (tdur / 1000 > LONG_TASK_MS) long++;
  }
  const sorted = frames.toSorted((a, b) => a - b);
  return { p95: sorted[Math.floor(sorted.length * 0.95)] ?? 0, frames: frames.length, long };
}
