// The ladder as SVG text or as PNG, into the clipboard or a file. Nothing is sent: the image is drawn from a data: address.

import { formatCount } from '#engine/base/format';
import type { Language } from '#engine/causes/words/words';
import type { LadderModel } from '#engine/ladder/ladder-model';
import { renderSvgLadder } from '#engine/ladder/svg-ladder';
import { MAX_SVG_ROWS } from '#engine/ladder/svg-rows';
import type { ConnectionReport } from '#engine/model/verdict';
import { connectionHeadline } from '#engine/report/headline';
import { showToast } from '../../../store/store';
import { copyText } from '../../../ui/clipboard';
import { saveFile } from '../../../ui/save-file';
import { MAX_PNG_HEIGHT_PX, PNG_SCALE, pngOf } from '../../../ui/svg-to-png';
import type { ExportWay } from './export-labels';
import { EXPORT_NOTICES } from './export-notices';

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

function save(blob: Blob, name: string, language: Language): void {
  saveFile(blob, name);
  showToast(EXPORT_NOTICES[language].saved(name));
}

/** "whyreset-10.0.0.2-40122-10.0.0.9-443": no character that a file system refuses. */
function nameOf({ client, server }: LadderModel): string {
  return ['whyreset', client.address, client.port, server.address, server.port].join('-').replaceAll(/[^\w.-]/g, '_');
}
