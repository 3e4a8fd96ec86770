// The buttons that take the ladder of both places away as a picture. What draws it is loaded when one is pressed.

import type { TwoTapLadder } from '#engine/compare/compare-model';
import { useLanguage } from '../../../app/language';
import { useCompareWords } from '../use-words';
import { sharingMessages } from './messages';

export function PictureButtons({ ladder }: { readonly ladder: TwoTapLadder }) {
  const language = useLanguage();
  const text = sharingMessages[language];
  const words = useCompareWords();
  const save = (form: 'svg' | 'png') => void import('./save-picture').then(({ savePicture }) => savePicture(form, ladder, words, language));
  return (
    <>
      <button type="button" className="button button-small" data-testid="ladder-svg" onClick={() => save('svg')}>
        {text.saveSvg}
      </button>
      <button type="button" className="button button-small" data-testid="ladder-png" onClick={() => save('png')}>
        {text.savePng}
      </button>
    </>
  );
}
