// Where the page scrolls to when the bytes of a packet are asked for while the focus stands on its row.

/** The sticky bar of the page, and the ring of the focus below it. */
const BAR_PX = 72;
/** So much of the bytes tells what they are. */
const LEAST_BYTES_PX = 200;

/**
 * Brings the bytes into sight without driving the focused row under the bar; where both have no room, the focus goes along. The next key
 * of the ladder brings it back.
 */
export function showBytes(root: HTMLElement): void {
  const panel = root.querySelector<HTMLElement>('[role="tabpanel"]');
  const row = document.activeElement?.closest<HTMLElement>('.ladder-row') ?? null;
  if (panel === null || typeof panel.scrollIntoView !== 'function') return;
  const { top, bottom } = panel.getBoundingClientRect();
  const wanted = bottom - window.innerHeight;
  const spare = row === null ? wanted : row.getBoundingClientRect().top - BAR_PX;
  // The page was scrolled past them.
  if (top < BAR_PX) panel.scrollIntoView({ block: 'start' });
  else if (wanted <= 0) return;
  else if (wanted <= spare) window.scrollBy(0, wanted);
  else if (top + LEAST_BYTES_PX - window.innerHeight <= spare) window.scrollBy(0, Math.max(0, spare));
  else {
    panel.scrollIntoView({ block: 'nearest' });
    panel.focus({ preventScroll: true });
  }
}
