// The link to what is looked at, for somebody who has the same capture.

import { useLanguage } from '../../app/language';
import { useAppStore } from '../../store/store';
import { copyText } from '../../ui/clipboard';
import { formatHash } from '../../url/url-state';
import { shareMessages } from './messages';
import { pageAddress } from './share-forms';
import { Holds } from './ShareParts';

export function ViewLinkPanel() {
  const text = shareMessages(useLanguage());
  const view = useAppStore((state) => state.view);
  const link = pageAddress(window.location) + formatHash(view);
  return (
    <>
      <Holds holds={text.viewHolds} lacks={text.viewLacks} />
      <p className="share-link" data-testid="share-link" tabIndex={0} role="group" aria-label={text.link}>
        {link}
      </p>
      <div className="share-actions">
        <button type="button" className="button button-primary" onClick={() => void copyText(link)}>
          {text.copyLink}
        </button>
      </div>
    </>
  );
}
