// Makes the evidence link of what is shown, tells what is in it and how long it is, and copies it. The worker makes it, here nothing leaves.

import { useEffect, useId, useState } from 'react';
import { formatCount } from '#engine/base/format';
import { useLanguage } from '../../app/language';
import { engine } from '../../engine-client/engine-client';
import { useAppStore } from '../../store/store';
import { copyText } from '../../ui/clipboard';
import { Dialog } from '../../ui/Dialog';
import type { View } from '../../url/url-state';
import { sharedMessages } from './messages';
import './shared.css';

/** Up to so many characters every chat, mail and ticket system carries a link; up to the second, the common ones. */
const EVERYWHERE = 1_800;
const COMMON = 3_800;

export function ShareDialog() {
  const text = sharedMessages(useLanguage()).dialog;
  const view = useAppStore((state) => state.view);
  const close = useAppStore((state) => state.dialogChanged);
  const [keepsAddresses, setKeepsAddresses] = useState(false);
  const made = useLink(view, keepsAddresses);
  const id = useId();
  return (
    <Dialog title={text.title} testId="share-dialog" onClose={() => close(null)}>
      <p>{text.contains}</p>
      <div className="share-choice">
        <input id={id} type="checkbox" checked={!keepsAddresses} onChange={(event) => setKeepsAddresses(!event.target.checked)} />
        <label htmlFor={id}>{text.replace}</label>
      </div>
      <p className="share-link" data-testid="share-link">
        {made.state === 'ready' ? made.link : made.state === 'failed' ? text.failed : text.making}
      </p>
      <p className="numeric" data-testid="share-size" role="status">
        {made.state === 'ready' &&
          `${text.size(formatCount(made.link.length))} ${made.link.length <= EVERYWHERE ? text.everywhere : made.link.length <= COMMON ? text.common : text.tooLong}`}
      </p>
      <button
        type="button"
        className="button button-primary"
        disabled={made.state !== 'ready'}
        onClick={() => made.state === 'ready' && void copyText(made.link)}
      >
        {text.copy}
      </button>
    </Dialog>
  );
}

type Made = { readonly state: 'making' } | { readonly state: 'failed' } | { readonly state: 'ready'; readonly link: string };

/** Of the finding or the connection that is looked at; of all findings that fit, elsewhere. */
function useLink(view: View, keepsAddresses: boolean): Made {
  const finding = view.kind === 'finding' ? view.index : null;
  const connection = view.kind === 'connection' ? view.id : null;
  const notes = useAppStore((state) => state.notes);
  const key = `${finding} ${connection} ${keepsAddresses}`;
  const [made, setMade] = useState<Made & { readonly key: string }>({ state: 'making', key });
  useEffect(() => {
    let isCurrent = true;
    void engine()
      .share({ finding, connection, keepsAddresses, notes })
      .then((answer) => {
        if (!isCurrent) return;
        const { origin, pathname, search, protocol } = window.location;
        const page = `${protocol === 'file:' ? 'file://' : origin}${pathname}${search}`;
        setMade(answer.ok ? { state: 'ready', link: page + answer.value.fragment, key } : { state: 'failed', key });
      });
    return () => {
      isCurrent = false;
    };
  }, [finding, connection, keepsAddresses, notes, key]);
  // What was made for another choice is never copied.
  return made.key === key ? made : { state: 'making' };
}
