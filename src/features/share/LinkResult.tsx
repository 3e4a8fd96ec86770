// A link that was made: its length and what survives it, the way to copy it, the page that its reader will see.

import { useState, type ReactNode } from 'react';
import { formatCount } from '#engine/base/format';
import { useLanguage } from '../../app/language';
import { copyText } from '../../ui/clipboard';
import { shareMessages } from './messages';
import { bandOf, pageAddress, type LinkBand } from './share-forms';
import { SizeMeter } from './SizeMeter';

interface LinkResultProps {
  readonly state: 'waiting' | 'failed' | 'ready';
  /** Of what was wished last; null while it is being made. */
  readonly fragment: string | null;
  /** What was made before stays in sight until then. */
  readonly shown: string | null;
  readonly preview: (fragment: string) => ReactNode;
  /** Too long: as a file instead. */
  readonly onFile: () => void;
}

export function linkOf(fragment: string | null): { readonly link: string | null; readonly band: LinkBand | null } {
  const link = fragment === null ? null : pageAddress(window.location) + fragment;
  return { link, band: link === null ? null : bandOf(link.length) };
}

export function LinkResult({ state, fragment, shown, preview, onFile }: LinkResultProps) {
  const text = shareMessages(useLanguage());
  const { link, band } = linkOf(fragment);
  const canCopy = band !== null && band !== 'none';
  return (
    <>
      <div role="status" className="share-size-line" data-testid="share-size" data-band={band ?? undefined}>
        {link !== null && band !== null && (
          <p className="numeric">
            {text.size(formatCount(link.length))} {text.bands[band]}
          </p>
        )}
        {state === 'waiting' && <p>{text.making}</p>}
        {state === 'failed' && <p>{text.failed}</p>}
      </div>
      {link !== null && <SizeMeter characters={link.length} />}
      {link !== null && (
        <p className="share-link" data-testid="share-link" tabIndex={0} role="group" aria-label={text.link}>
          {link}
        </p>
      )}
      <div className="share-actions">
        <button type="button" className="button button-primary" disabled={!canCopy} onClick={() => link !== null && void copyText(link)}>
          {text.copyLink}
        </button>
        {link !== null && canCopy && (
          <a className="button" href={link} target="_blank" rel="noreferrer">
            {text.openAsReader}
          </a>
        )}
        {band === 'none' && (
          <button type="button" className="button" data-testid="share-as-file" onClick={onFile}>
            {text.asFile}
          </button>
        )}
      </div>
      {shown !== null && <Preview fragment={shown} preview={preview} />}
    </>
  );
}

function Preview({ fragment, preview }: { readonly fragment: string; readonly preview: LinkResultProps['preview'] }) {
  const text = shareMessages(useLanguage());
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details className="share-details" open={isOpen} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>{text.preview}</summary>
      {isOpen && (
        <div className="share-preview" data-testid="share-preview" tabIndex={0} role="group" aria-label={text.preview}>
          {preview(fragment.slice(1))}
        </div>
      )}
    </details>
  );
}
