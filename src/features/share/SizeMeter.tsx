// How long a link is, beside the lengths that chat, mail and ticket systems let live. Colour, length and words say the same.

import { useLanguage } from '../../app/language';
import { shareMessages } from './messages';
import { bandOf, CARRIERS, LINK_BANDS } from './share-forms';

export function SizeMeter({ characters }: { readonly characters: number }) {
  const text = shareMessages(useLanguage());
  const band = bandOf(characters);
  return (
    <div className="share-meter" data-band={band}>
      <meter
        aria-label={text.meter}
        min={0}
        max={LINK_BANDS.most}
        low={LINK_BANDS.everywhere}
        high={LINK_BANDS.common}
        optimum={0}
        value={Math.min(characters, LINK_BANDS.most)}
      >
        {characters}
      </meter>
      <ul className="share-carriers">
        {CARRIERS.map(([carrier, most]) => {
          const survives = characters <= most;
          return (
            <li key={carrier} data-survives={survives}>
              <span aria-hidden="true">{survives ? '✓' : '✗'}</span> {text.carriers[carrier]}
              <span className="visually-hidden"> {survives ? text.survives : text.cut}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
