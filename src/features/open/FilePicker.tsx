// "Choose a file": a real label and a real file input, so that keyboard, screen reader and pointer all have it.

import { useId } from 'react';
import { openFiles } from '../../app/open-capture';
import './file-picker.css';

export function FilePicker({ label, isPrimary = false }: { readonly label: string; readonly isPrimary?: boolean }) {
  const id = useId();
  return (
    <span className="file-picker">
      <input
        id={id}
        className="file-picker-input"
        data-testid="file-input"
        type="file"
        multiple
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          // Cleared so that choosing the same file again counts as a choice.
          event.target.value = '';
          openFiles(files);
        }}
      />
      <label htmlFor={id} className={isPrimary ? 'button button-primary file-picker-large' : 'button'}>
        {label}
      </label>
    </span>
  );
}
