// Text that tcpdump or tshark printed, pasted into a field: it is opened like a file. (Pasted anywhere else, the page takes it as well.)

import { useId, useState } from 'react';
import { useMessages } from '../../app/language';
import { expectFile, openFiles } from '../../app/open-capture';

export function PasteText() {
  const text = useMessages().landing;
  const [pasted, setPasted] = useState('');
  const id = useId();
  return (
    <details className="landing-paste" data-testid="paste-text" onToggle={expectFile}>
      <summary>{text.paste}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          openFiles([new File([pasted], 'clipboard.txt')]);
        }}
      >
        <label className="landing-note" htmlFor={id}>
          {text.pasteNote.replaceAll('`', '')}
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
