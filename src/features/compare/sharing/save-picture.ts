// The ladder of both places as an SVG or a PNG file.

import { formatCount, type Language } from '#engine/base/format';
import type { TwoTapLadder } from '#engine/compare/compare-model';
import { renderTwoTapSvg } from '#engine/compare/svg-two-tap';
import type { CompareWords } from '#engine/compare/words/compare-words';
import { showToast } from '../../../store/store';
import { fileStem, saveFile } from '../../../ui/save-file';
import { MAX_PNG_HEIGHT_PX, PNG_SCALE, pngOf } from '../../../ui/svg-to-png';
import { pictureNotices } from './picture-notices';

export async function savePicture(form: 'svg' | 'png', ladder: TwoTapLadder, words: CompareWords, language: Language): Promise<void> {
  const text = pictureNotices[language];
  const svg = renderTwoTapSvg(ladder, words, language, 'ladder');
  const { client, server } = ladder;
  const name = `${fileStem(`whyreset-${client.address}-${client.port}-${server.address}-${server.port}`)}.${form}`;
  if (form === 'svg') {
    saveFile(new Blob([svg], { type: 'image/svg+xml' }), name);
    showToast(text.saved(name));
    return;
  }
  const [width = 0, height = 0] = sizeOf(svg);
  const px = height * PNG_SCALE;
  if (px > MAX_PNG_HEIGHT_PX) {
    showToast(text.tooHigh(formatCount(px), formatCount(MAX_PNG_HEIGHT_PX)));
    return;
  }
  const image = await pngOf({ svg, width, height });
  if (image === null) {
    showToast(text.notDrawn);
    return;
  }
  saveFile(image, name);
  showToast(text.saved(name));
}

/** As the drawing itself says. */
function sizeOf(svg: string): readonly number[] {
  return (/viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? []).slice(1).map(Number);
}
