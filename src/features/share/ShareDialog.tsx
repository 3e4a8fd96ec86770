// What can be shared: its subject, its form, what is left out; one panel for each form. Everything is made in this browser.

import { useId, useState, type ReactNode } from 'react';
import { useLanguage } from '../../app/language';
import { wordsOf } from '../../app/words';
import { useAppStore } from '../../store/store';
import { Dialog } from '../../ui/Dialog';
import { ComparisonLinkPanel } from './ComparisonLinkPanel';
import { EvidenceLinkPanel } from './EvidenceLinkPanel';
import { FilePanel } from './FilePanel';
import { shareMessages } from './messages';
import { PacketsPanel } from './PacketsPanel';
import { ReportPanel } from './ReportPanel';
import { formsOf, subjectOf, type ShareForm, type ShareOptions, type Subject } from './share-forms';
import { TextPanel } from './TextPanel';
import { ViewLinkPanel } from './ViewLinkPanel';
import './share.css';

export interface ShareDialogProps {
  /** An evidence link as its reader will see it. */
  readonly preview: (fragment: string) => ReactNode;
}

export function ShareDialog({ preview }: ShareDialogProps) {
  const text = shareMessages(useLanguage());
  const view = useAppStore((state) => state.view);
  const exported = useAppStore((state) => state.exported);
  const close = useAppStore((state) => state.dialogChanged);
  const compared = useAppStore((state) => state.compared);
  const [chosen, setForm] = useState<ShareForm>(exported === null ? 'link' : 'packets');
  const [subject, setSubject] = useState<Subject>(() => subjectOf(view, exported, compared));
  const form = formsOf(subject).includes(chosen) ? chosen : 'link';
  const [options, setOptions] = useState<ShareOptions>({ replacesAddresses: true, hidesClock: false });
  // Rows of the table are a subject for packets alone.
  const told: Subject = subject.kind === 'picked' && form !== 'packets' ? { kind: 'all' } : subject;
  const panel = { subject: told, options, onOptions: setOptions };
  return (
    <Dialog title={text.title} testId="share-dialog" onClose={() => close(null)}>
      <div className="share">
        {form !== 'view' && <SubjectSelect subject={subject} form={form} onChange={setSubject} />}
        <FormChoice form={form} forms={formsOf(subject)} onChange={setForm} />
        <div className="share-panel" data-form={form}>
          {form === 'link' &&
            (told.kind === 'comparison' ? (
              <ComparisonLinkPanel {...panel} pair={told.pair} preview={preview} onFile={() => setForm('file')} />
            ) : (
              <EvidenceLinkPanel {...panel} preview={preview} onFile={() => setForm('file')} />
            ))}
          {form === 'text' && <TextPanel {...panel} />}
          {form === 'view' && <ViewLinkPanel />}
          {form === 'file' && <FilePanel {...panel} />}
          {form === 'report' && <ReportPanel {...panel} />}
          {form === 'packets' && told.kind !== 'comparison' && <PacketsPanel {...panel} subject={told} />}
        </div>
      </div>
    </Dialog>
  );
}

interface FormChoiceProps {
  readonly form: ShareForm;
  readonly forms: readonly ShareForm[];
  readonly onChange: (form: ShareForm) => void;
}

function FormChoice({ form, forms, onChange }: FormChoiceProps) {
  const text = shareMessages(useLanguage());
  const id = useId();
  return (
    <fieldset className="share-forms">
      <legend className="share-legend">{text.formTitle}</legend>
      {forms.map((each) => (
        <label className="share-form" key={each} htmlFor={`${id}-${each}`}>
          <input
            id={`${id}-${each}`}
            type="radio"
            name={id}
            value={each}
            data-testid={`share-form-${each}`}
            checked={each === form}
            aria-describedby={`${id}-${each}-why`}
            onChange={() => onChange(each)}
          />
          <span>{text.forms[each][0]}</span>
          <span className="share-why" id={`${id}-${each}-why`}>
            {text.forms[each][1]}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Named in a list; there may be hundreds. */
const LISTED_FINDINGS = 60;

interface SubjectSelectProps {
  readonly subject: Subject;
  readonly form: ShareForm;
  readonly onChange: (subject: Subject) => void;
}

function SubjectSelect({ subject, form, onChange }: SubjectSelectProps) {
  const language = useLanguage();
  const text = shareMessages(language);
  const session = useAppStore((state) => state.session);
  const view = useAppStore((state) => state.view);
  const exported = useAppStore((state) => state.exported);
  const id = useId();
  const compared = useAppStore((state) => state.compared);
  const own = subjectOf(view, null, compared);
  const connection = own.kind === 'connection' ? own : null;
  const findings = session.phase === 'ready' ? session.summary.findings.slice(0, LISTED_FINDINGS) : [];
  const choices: readonly (readonly [string, string, Subject])[] = [
    ...(exported !== null && form === 'packets'
      ? ([['picked', text.picked(exported.length), { kind: 'picked', ids: exported }]] as const)
      : []),
    ...(own.kind === 'comparison' && own.pair !== null ? ([['pair', text.pair(own.pair), own]] as const) : []),
    ...(compared !== null && compared > 0 ? ([['comparison', text.comparison, { kind: 'comparison', pair: null }]] as const) : []),
    ...(connection === null ? [] : ([['connection', text.connection(connection.id), connection]] as const)),
    ['all', text.all, { kind: 'all' }],
    ...findings.map(({ cause }, index): readonly [string, string, Subject] => [
      `finding-${index}`,
      text.finding(index + 1, wordsOf(cause, language).short),
      { kind: 'finding', index },
    ]),
  ];
  const value =
    subject.kind === 'finding'
      ? `finding-${subject.index}`
      : subject.kind === 'comparison' && subject.pair !== null
        ? 'pair'
        : subject.kind;
  return (
    <div className="share-subject">
      <label htmlFor={id}>{text.about}</label>
      <select
        id={id}
        data-testid="share-subject"
        value={choices.some(([key]) => key === value) ? value : 'all'}
        onChange={(event) => {
          const chosen = choices.find(([key]) => key === event.target.value);
          if (chosen !== undefined) onChange(chosen[2]);
        }}
      >
        {choices.map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}
