// A report: what can be changed of it beside what is exported, letter by letter the same.

import { useId, useState, type ReactNode } from 'react';
import type { AnalysisSummary, Envelope, ReportAnswer, ReportWish } from '#engine/rpc/protocol';
import { useLanguage } from '../../app/language';
import { PROGRAM } from '../../app/program';
import { showToast, store, useAppStore } from '../../store/store';
import { copyText } from '../../ui/clipboard';
import { fileStem, saveFile } from '../../ui/save-file';
import { reportMessages } from './messages';
import { ReportFields } from './ReportFields';
import { ReportPreview } from './ReportPreview';
import { useReport } from './use-report';
import './report.css';

export interface ReportDeskProps {
  readonly summary: AnalysisSummary;
  /** Whose edits these are. */
  readonly about: string;
  /** What the report is about, and the choice of something else. */
  readonly subject: ReactNode;
  ask(wish: Omit<ReportWish, 'finding' | 'connection'>): Promise<Envelope<ReportAnswer>>;
  hash(): Promise<Envelope<boolean>>;
}

export function ReportDesk({ summary, about, subject, ask, hash }: ReportDeskProps) {
  const language = useLanguage();
  const text = reportMessages(language);
  const edits = useAppStore((state) => state.reportEdits[about]);
  const notes = useAppStore((state) => state.notes);
  const [replacesAddresses, setReplacesAddresses] = useState(true);
  const [hidesClock, setHidesClock] = useState(false);
  const [isMarkdown, setIsMarkdown] = useState(false);
  const make = () =>
    ask({
      keepsAddresses: !replacesAddresses,
      hidesClock,
      notes: store.getState().notes,
      language,
      program: PROGRAM,
      edits: store.getState().reportEdits[about] ?? {},
    });
  const report = useReport(make, hash, JSON.stringify([about, language, replacesAddresses, hidesClock, notes, edits]));
  const { shown } = report;
  return (
    <div className="report" data-testid="report">
      <div className="report-head">
        {subject}
        <Exports summary={summary} report={report} isRedacted={replacesAddresses} />
        <p className="report-state" role="status">
          {report.hasFailed
            ? text.failed
            : shown === null
              ? text.making
              : shown.hasHashes
                ? ''
                : report.hash === 'none'
                  ? text.noHash
                  : text.hashing}
        </p>
      </div>
      <section className="report-side" aria-label={text.fields}>
        <fieldset className="report-options">
          <legend className="report-legend">{text.leftOut}</legend>
          <Check testId="report-replace" label={text.replace} isChecked={replacesAddresses} onChange={setReplacesAddresses} />
          <Check testId="report-clock" label={text.hideClock} isChecked={hidesClock} onChange={setHidesClock} />
        </fieldset>
        {shown !== null && (
          <ReportFields about={about} drafted={shown.drafted} capture={summary.capture} hidesClock={hidesClock} notes={notes.length} />
        )}
      </section>
      <section className="report-main" aria-label={text.preview}>
        <FormChoice isMarkdown={isMarkdown} onChange={setIsMarkdown} />
        {shown !== null && !isMarkdown && <ReportPreview html={shown.html} />}
        {shown !== null && isMarkdown && (
          <pre className="report-markdown" data-testid="report-md" tabIndex={0} role="group" aria-label={text.asMarkdown}>
            {shown.markdown}
          </pre>
        )}
      </section>
    </div>
  );
}

interface ExportsProps {
  readonly summary: AnalysisSummary;
  readonly report: ReturnType<typeof useReport>;
  readonly isRedacted: boolean;
}

function Exports({ summary, report, isRedacted }: ExportsProps) {
  const text = reportMessages(useLanguage());
  const save = async (form: 'html' | 'markdown') => {
    const written = await report.current();
    if (written === null) return;
    // The name of a capture may say what its addresses would.
    const stem = isRedacted ? 'report' : `${fileStem(summary.capture.name)}-report`;
    const name = `${stem}.${form === 'html' ? 'html' : 'md'}`;
    const file = new Blob([written[form]], { type: form === 'html' ? 'text/html' : 'text/markdown' });
    saveFile(file, name);
    showToast(text.saved(name, file.size));
  };
  const copy = async () => {
    const written = await report.current();
    if (written !== null) await copyText(written.markdown);
  };
  const isReady = report.shown !== null;
  return (
    <div className="report-exports">
      <button type="button" className="button button-primary" disabled={!isReady} onClick={() => void copy()}>
        {text.copyMarkdown}
      </button>
      <button type="button" className="button" disabled={!isReady} onClick={() => void save('markdown')}>
        {text.saveMarkdown}
      </button>
      <button type="button" className="button" disabled={!isReady} onClick={() => void save('html')}>
        {text.saveHtml}
      </button>
      <button
        type="button"
        className="button"
        disabled={!isReady}
        onClick={() => void report.current().then((written) => written !== null && requestAnimationFrame(() => window.print()))}
      >
        {text.print}
      </button>
    </div>
  );
}

function FormChoice({ isMarkdown, onChange }: { readonly isMarkdown: boolean; readonly onChange: (isMarkdown: boolean) => void }) {
  const text = reportMessages(useLanguage());
  const id = useId();
  return (
    <fieldset className="report-form-choice">
      <legend className="report-legend">{text.form}</legend>
      {[false, true].map((each) => (
        <label key={String(each)}>
          <input
            type="radio"
            name={id}
            data-testid={each ? 'report-as-md' : 'report-as-page'}
            checked={each === isMarkdown}
            onChange={() => onChange(each)}
          />{' '}
          {each ? text.asMarkdown : text.asPage}
        </label>
      ))}
    </fieldset>
  );
}

interface CheckProps {
  readonly label: string;
  readonly testId: string;
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
}

function Check({ label, testId, isChecked, onChange }: CheckProps) {
  const id = useId();
  return (
    <div className="report-check">
      <input id={id} type="checkbox" data-testid={testId} checked={isChecked} onChange={(event) => onChange(event.target.checked)} />
      <label htmlFor={id}>{label}</label>
    </div>
  );
}
