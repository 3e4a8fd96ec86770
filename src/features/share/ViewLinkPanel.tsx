// The link to what is looked at, for somebody who has the same capture: it says which one that is.

import { useEffect, useState } from 'react';
import { useLanguage } from '../../app/language';
import { viewLink } from '../../app/view-link';
import { useAppStore } from '../../store/store';
import { copyText } from '../../ui/clipboard';
import { shareMessages } from './messages';
import { Holds } from './ShareParts';

export function ViewLinkPanel() {
  const text = shareMessages(useLanguage());
  const view = useAppStore((state) => state.view);
  const [link, setLink] = useState<string | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void viewLink().then((made) => {
      if (isCurrent) setLink(made);
    });
    return () => {
      isCurrent = false;
    };
  }, [view]);
  return (
    <>
      <Holds holds={text.viewHolds} lacks={text.viewLacks} />
      {link !== null && (
        <p className="share-link" data-testid="share-link" tabIndex={0} role="group" aria-label={text.link}>
          {link}
        </p>
      )}
      <div className="share-actions">
        <button
          type="button"
          className="button button-primary"
          disabled={link === null}
          onClick={() => link !== null && void copyText(link)}
        >
          {text.copyLink}
        </button>
      </div>
    </>
  );
}
