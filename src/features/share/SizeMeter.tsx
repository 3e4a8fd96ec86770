// How long a link is, beside the lengths that chat, mail and ticket systems let live. Colour, length and words say the same.

import { formatCount } from '#engine/base/format';
import { useLanguage } from '../../app/language';
import { shareMessages } from './messages';
import { bandOf, CARRIERS, LINK_BANDS } from './share-forms';

export function SizeMeter({ characters }: { readonly characters: number }) {
  const text = shareMessages(useLanguage());
  const band = bandOf(characters);
  return (
    <div className="share-meter" data-band={band}>
      <div
        className="share-bar"
        role="meter"
        aria-label={text.meter}
        aria-valuemin={0}
        aria-valuemax={LINK_BANDS.most}
        aria-valuenow={Math.min(characters, LINK_BANDS.most)}
        aria-valuetext={`${text.size(formatCount(characters))} ${text.bands[band]}`}
      >
        <span style={{ width: `${Math.min(100, (100 * characters) / LINK_BANDS.most)}%` }} />
      </div>
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
