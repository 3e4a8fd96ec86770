// "Choose a file": a real label and a real file input, so that keyboard, screen reader and pointer all have it.

import { useId } from 'react';
import { expectFile, openFiles } from '../../app/open-capture';
import { Icon, type IconName } from '../../ui/Icon';
import './file-picker.css';

export interface FilePickerProps {
  readonly label: string;
  readonly isPrimary?: boolean;
  /** An icon alone on narrow screens; the label stays its name. */
  readonly icon?: IconName;
  readonly testId?: string;
  /** Absent where they are opened. */
  onFiles?(files: readonly File[]): void;
}

export function FilePicker({ label, isPrimary = false, icon, testId = 'file-input', onFiles }: FilePickerProps) {
  const id = useId();
  return (
    <span className="file-picker">
      <input
        id={id}
        className="file-picker-input"
        data-testid={testId}
        type="file"
        multiple
        onClick={onFiles === undefined ? expectFile : undefined}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          // Cleared so that choosing the same file again counts as a choice.
          event.target.value = '';
          (onFiles ?? openFiles)(files);
        }}
      />
      <label htmlFor={id} className={isPrimary ? 'button button-primary file-picker-large' : 'button'}>
        {icon !== undefined && <Icon name={icon} />}
        <span className={icon === undefined ? undefined : 'file-picker-word'}>{label}</span>
      </label>
    </span>
  );
}
