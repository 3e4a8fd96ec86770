// Where the focus is when a view opens. Views take it only when nobody holds it: keys work on arrival, nobody is robbed.

/** Nothing in particular has the focus: the page itself, or <main> after a change of view. */
export function isFocusFree(): boolean {
  const focused = document.activeElement;
  return focused === null || focused === document.body || focused.id === 'main';
}

/** The one tab stop of the grid or tree grid in sight. False when there is none. */
export function focusGrid(root: ParentNode = document): boolean {
  // The grid itself while its active row is scrolled away.
  const stop = root.querySelector<HTMLElement>(
    '[role="grid"][tabindex="0"], [role="grid"] [role="row"] [tabindex="0"], [role="treegrid"] [role="row"][tabindex="0"]',
  );
  stop?.focus({ preventScroll: true });
  return stop !== null;
}
