// What the panels of the dialog have in common: what a form holds and lacks, and the choice of what is left out.

import { useId } from 'react';
import { useLanguage } from '../../app/language';
import { shareMessages } from './messages';
import type { ShareOptions, Subject } from './share-forms';

export interface PanelProps {
  readonly subject: Subject;
  readonly options: ShareOptions;
  readonly onOptions: (options: ShareOptions) => void;
}

export function Holds({ holds, lacks }: { readonly holds: string; readonly lacks: string }) {
  const text = shareMessages(useLanguage());
  return (
    <div className="share-holds" data-testid="share-holds">
      <p>
        <strong>{text.contains}</strong>
        {holds}
      </p>
      <p>
        <strong>{text.lacks}</strong>
        {lacks}
      </p>
    </div>
  );
}

interface LeftOutProps extends Omit<PanelProps, 'subject'> {
  /** Addresses and what they are called, as examples. */
  readonly names?: readonly (readonly [string, string])[];
  /** Packets keep their addresses. */
  readonly canReplace?: boolean;
}

export function LeftOut({ options, onOptions, names = [], canReplace = true }: LeftOutProps) {
  const language = useLanguage();
  const text = shareMessages(language);
  const comma = language === 'zh' ? '，' : ', ';
  const examples = names.slice(0, 2).map(([address, name]) => `${address} → ${name}`);
  return (
    <fieldset className="share-options">
      <legend className="share-legend">{text.optionsTitle}</legend>
      {canReplace && (
        <Check
          testId="share-replace"
          label={examples.length === 0 ? text.replace : text.replaceLike(examples.join(comma))}
          isChecked={options.replacesAddresses}
          onChange={(replacesAddresses) => onOptions({ ...options, replacesAddresses })}
        />
      )}
      <Check
        testId="share-clock"
        label={text.hideClock}
        isChecked={options.hidesClock}
        onChange={(hidesClock) => onOptions({ ...options, hidesClock })}
      />
    </fieldset>
  );
}

export interface CheckProps {
  readonly label: string;
  readonly testId?: string;
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
}

export function Check({ label, testId, isChecked, onChange }: CheckProps) {
  const id = useId();
  return (
    <div className="share-check">
      <input id={id} type="checkbox" data-testid={testId} checked={isChecked} onChange={(event) => onChange(event.target.checked)} />
      <label htmlFor={id}>{label}</label>
    </div>
  );
}
