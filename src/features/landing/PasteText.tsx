// A field for text: what tcpdump or tshark printed, or a line of a log. (Pasted anywhere else, the page takes it as well.)

import { useId, useState } from 'react';
import { useMessages } from '../../app/language';
import { expectFile } from '../../app/open-capture';
import { openPasted } from '../../app/open-pasted';

export function PasteText() {
  const text = useMessages().landing;
  const [pasted, setPasted] = useState('');
  const id = useId();
  return (
    <details className="landing-paste" data-testid="paste-text" onToggle={expectFile}>
      <summary className="button">{text.paste}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          openPasted(pasted, true);
        }}
      >
        <label className="landing-note" htmlFor={id}>
          {text.pasteNote}
        </label>
        <textarea
          id={id}
          data-testid="paste-field"
          rows={6}
          spellCheck={false}
          autoComplete="off"
          wrap="off"
          value={pasted}
          onChange={(event) => setPasted(event.target.value)}
        />
        <button type="submit" className="button" data-testid="paste-open" disabled={pasted.trim() === ''}>
          {text.pasteOpen}
        </button>
      </form>
    </details>
  );
}
