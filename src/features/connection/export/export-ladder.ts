// The ladder as SVG text or as PNG, into the clipboard or a file. Nothing is sent: the image is drawn from a data: address.

import { formatCount } from '#engine/base/format';
import type { Language } from '#engine/causes/words/words';
import type { LadderModel } from '#engine/ladder/ladder-model';
import { renderSvgLadder, type SvgLadder } from '#engine/ladder/svg-ladder';
import { MAX_SVG_ROWS } from '#engine/ladder/svg-rows';
import type { ConnectionReport } from '#engine/model/verdict';
import { connectionHeadline } from '#engine/report/headline';
import { showToast } from '../../../store/store';
import { copyText } from '../../../ui/clipboard';
import type { ExportWay } from './export-labels';
import { EXPORT_NOTICES } from './export-notices';

/** Pixels of the image for each of the drawing: sharp on dense screens and in print. */
const PNG_SCALE = 2;
/** Higher canvases are refused, or come out empty, in some browsers. */
const MAX_PNG_HEIGHT_PX = 8192;

export async function exportLadder(way: ExportWay, model: LadderModel, report: ConnectionReport, language: Language): Promise<void> {
  const notices = EXPORT_NOTICES[language];
  const drawing = renderSvgLadder(model, { language, prefix: `ladder-${report.id}`, headline: connectionHeadline(report, language) });
  if (way === 'copySvg') {
    await copyText(drawing.svg);
  } else if (way === 'saveSvg') {
    save(new Blob([drawing.svg], { type: 'image/svg+xml' }), `${nameOf(model)}.svg`, language);
  } else {
    const px = drawing.height * PNG_SCALE;
    if (px > MAX_PNG_HEIGHT_PX) {
      showToast(notices.tooHigh(formatCount(px), formatCount(MAX_PNG_HEIGHT_PX)));
      return;
    }
    const image = await pngOf(drawing);
    if (image === null) {
      showToast(notices.notDrawn);
      return;
    }
    save(image, `${nameOf(model)}.png`, language);
  }
  // Said last: it matters more than that it worked.
  if (drawing.isShortened) showToast(notices.shortened(formatCount(MAX_SVG_ROWS)));
}

/** Null when the browser has no canvas for it, or will not draw the image. */
async function pngOf({ svg, width, height }: SvgLadder): Promise<Blob | null> {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * PNG_SCALE);
  canvas.height = Math.round(height * PNG_SCALE);
  const context = canvas.getContext('2d');
  if (context === null) return null;
  const image = new Image(canvas.width, canvas.height);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  try {
    await image.decode();
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}

/** How long a file's address stays: some browsers begin to read it only after the click has been handled. */
const ADDRESS_MS = 10_000;

function save(blob: Blob, name: string, language: Language): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), ADDRESS_MS);
  showToast(EXPORT_NOTICES[language].saved(name));
}

/** "whyreset-10.0.0.2-40122-10.0.0.9-443": no character that a file system refuses. */
function nameOf({ client, server }: LadderModel): string {
  return ['whyreset', client.address, client.port, server.address, server.port].join('-').replaceAll(/[^\w.-]/g, '_');
}
