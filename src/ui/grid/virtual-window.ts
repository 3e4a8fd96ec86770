// Which rows of a very long list are on the screen. Browsers stop at 17-33 million pixels, so a longer list is scaled:
// the thumb moves by scale, wheel and keys move by rows. Pure arithmetic, no DOM.

/** Below the lowest limit of any browser (Firefox: 17,895,697 px). */
export const MAX_SPACER_PX = 15_000_000;

export interface ListGeometry {
  readonly count: number;
  readonly rowPx: number;
  /** Height that rows have on the screen (without the sticky header). */
  readonly viewportPx: number;
}

/** Height of the scrolled content. */
export function spacerPx({ count, rowPx }: ListGeometry): number {
  return Math.min(count * rowPx, MAX_SPACER_PX);
}

/** Virtual pixels per scrolled pixel: 1 unless the list is too long. */
function scale(geometry: ListGeometry): number {
  const total = geometry.count * geometry.rowPx;
  const spacer = spacerPx(geometry);
  if (total <= spacer) return 1;
  return (total - geometry.viewportPx) / Math.max(1, spacer - geometry.viewportPx);
}

/** Distance of the screen's top from the first row, were the list not scaled. */
export function offsetAt(scrollTop: number, geometry: ListGeometry): number {
  return clampOffset(scrollTop * scale(geometry), geometry);
}

export function scrollTopAt(offset: number, geometry: ListGeometry): number {
  return offset / scale(geometry);
}

export function clampOffset(offset: number, { count, rowPx, viewportPx }: ListGeometry): number {
  return Math.min(Math.max(0, offset), Math.max(0, count * rowPx - viewportPx));
}

/** Rows to draw: [first, last), some more than can be seen. */
export function rowsAt(offset: number, { count, rowPx, viewportPx }: ListGeometry, overscan: number) {
  const first = Math.max(0, Math.floor(offset / rowPx) - overscan);
  const last = Math.min(count, Math.ceil((offset + viewportPx) / rowPx) + overscan);
  return { first, last };
}

/** The smallest move that shows a row in full. */
export function offsetToShow(row: number, offset: number, geometry: ListGeometry): number {
  const { rowPx, viewportPx } = geometry;
  const top = row * rowPx;
  if (top < offset) return top;
  if (top + rowPx > offset + viewportPx) return clampOffset(top + rowPx - viewportPx, geometry);
  return offset;
}
