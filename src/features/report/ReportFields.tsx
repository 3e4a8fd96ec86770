// The fields of a postmortem, prefilled with the draft. Only what differs from the draft is kept.

import { useId, useState } from 'react';
import {
  FIELD_CHARACTERS,
  MOST_ENTRIES,
  type ActionItem,
  type PostmortemEdits,
  type PostmortemFields,
  type TimelineEntry,
} from '#engine/report/postmortem/edits';
import { secondsTyped, timeOf } from '#engine/report/postmortem/timeline';
import type { CaptureSummary } from '#engine/rpc/protocol';
import { useLanguage } from '../../app/language';
import { useAppStore } from '../../store/store';
import { Icon } from '../../ui/Icon';
import { reportMessages } from './messages';

export interface ReportFieldsProps {
  /** Whose edits these are. */
  readonly about: string;
  readonly drafted: PostmortemFields;
  readonly capture: CaptureSummary;
  readonly hidesClock: boolean;
  readonly notes: number;
}

const NONE: PostmortemEdits = {};

export function ReportFields({ about, drafted, capture, hidesClock, notes }: ReportFieldsProps) {
  const text = reportMessages(useLanguage());
  const edits = useAppStore((state) => state.reportEdits[about] ?? NONE);
  const edited = useAppStore((state) => state.reportEdited);
  const fields: PostmortemFields = { ...drafted, ...edits };
  const change = (next: PostmortemEdits) => edited(about, { ...edits, ...next });
  const startNs = hidesClock || capture.startNs === null ? null : BigInt(capture.startNs);
  return (
    <>
      <Line label={text.title} testId="report-title" value={fields.title} onChange={(title) => change({ title })} />
      <Line label={text.author} testId="report-author" value={fields.author} onChange={(author) => change({ author })} />
      <Area label={text.summary} testId="report-summary" value={fields.summary} onChange={(summary) => change({ summary })} />
      <Area label={text.impact} testId="report-impact" value={fields.impact} onChange={(impact) => change({ impact })} />
      <Timeline
        entries={fields.timeline}
        startNs={startNs}
        capture={capture}
        hidesClock={hidesClock}
        onChange={(timeline) => change({ timeline })}
      />
      <Actions items={fields.actions} onChange={(actions) => change({ actions })} />
      <p className="report-note">{text.notes(notes)}</p>
      {Object.keys(edits).length > 0 && (
        <button type="button" className="button button-small" onClick={() => edited(about, NONE)}>
          {text.reset}
        </button>
      )}
    </>
  );
}

interface FieldProps {
  readonly label: string;
  readonly testId: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Line({ label, testId, value, onChange }: FieldProps) {
  const id = useId();
  return (
    <div className="report-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        data-testid={testId}
        maxLength={FIELD_CHARACTERS}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}

function Area({ label, testId, value, onChange }: FieldProps) {
  const id = useId();
  return (
    <div className="report-field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        data-testid={testId}
        rows={3}
        maxLength={FIELD_CHARACTERS}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}

interface TimelineProps {
  readonly entries: readonly TimelineEntry[];
  /** Null: times since the first packet. */
  readonly startNs: bigint | null;
  readonly capture: CaptureSummary;
  readonly hidesClock: boolean;
  readonly onChange: (entries: readonly TimelineEntry[]) => void;
}

function Timeline({ entries, startNs, capture, hidesClock, onChange }: TimelineProps) {
  const language = useLanguage();
  const text = reportMessages(language);
  const id = useId();
  const told = capture.startNs === null ? null : BigInt(capture.startNs);
  return (
    <fieldset className="report-list" data-testid="report-timeline">
      <legend className="report-legend">{text.timeline}</legend>
      <p className="report-note" id={id}>
        {text.timeHow(startNs !== null)}
      </p>
      {entries.map((entry, index) => (
        <div className="report-row" key={index}>
          <TimeField
            // Another way of counting, another text.
            key={`${startNs === null} ${String(entry.at)}`}
            label={`${text.time} ${index + 1}`}
            describedBy={id}
            value={timeOf(entry, startNs, capture.timeDigits, language, hidesClock)}
            // What is typed as a time of day is one, also where it is not to be told.
            onCommit={(typed) =>
              onChange(entries.with(index, { ...entry, at: secondsTyped(typed, told, capture.durationSeconds) ?? typed.trim() }))
            }
          />
          <textarea
            rows={2}
            aria-label={`${text.event} ${index + 1}`}
            maxLength={FIELD_CHARACTERS}
            value={entry.text}
            onChange={(event) => onChange(entries.with(index, { ...entry, text: event.target.value }))}
          />
          <Remove label={text.remove(text.event, index + 1)} onRemove={() => onChange(entries.toSpliced(index, 1))} />
        </div>
      ))}
      <button
        type="button"
        className="button button-small"
        disabled={entries.length >= MOST_ENTRIES}
        onClick={() => onChange([...entries, { at: '', text: '' }])}
      >
        {text.addEvent}
      </button>
    </fieldset>
  );
}

interface TimeFieldProps {
  readonly label: string;
  readonly describedBy: string;
  readonly value: string;
  readonly onCommit: (typed: string) => void;
}

/** Taken over when it is left: half a time is none. */
function TimeField({ label, describedBy, value, onCommit }: TimeFieldProps) {
  const [typed, setTyped] = useState(value);
  const commit = () => {
    if (typed !== value) onCommit(typed);
  };
  return (
    <input
      type="text"
      className="report-time numeric"
      aria-label={label}
      aria-describedby={describedBy}
      maxLength={80}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
      }}
    />
  );
}

function Actions({
  items,
  onChange,
}: {
  readonly items: readonly ActionItem[];
  readonly onChange: (items: readonly ActionItem[]) => void;
}) {
  const text = reportMessages(useLanguage());
  return (
    <fieldset className="report-list" data-testid="report-actions">
      <legend className="report-legend">{text.actions}</legend>
      {items.map((item, index) => (
        <div className="report-row report-action" key={index}>
          <textarea
            rows={2}
            aria-label={`${text.action} ${index + 1}`}
            maxLength={FIELD_CHARACTERS}
            value={item.text}
            onChange={(event) => onChange(items.with(index, { ...item, text: event.target.value }))}
          />
          <Remove label={text.remove(text.action, index + 1)} onRemove={() => onChange(items.toSpliced(index, 1))} />
          {(['owner', 'due'] as const).map((part) => (
            <textarea
              key={part}
              rows={1}
              className={`report-${part}`}
              aria-label={`${text[part]} ${index + 1}`}
              placeholder={text[part]}
              maxLength={FIELD_CHARACTERS}
              value={item[part]}
              onChange={(event) => onChange(items.with(index, { ...item, [part]: event.target.value }))}
            />
          ))}
        </div>
      ))}
      <button
        type="button"
        className="button button-small"
        disabled={items.length >= MOST_ENTRIES}
        onClick={() => onChange([...items, { text: '', owner: '', due: '' }])}
      >
        {text.addAction}
      </button>
    </fieldset>
  );
}

function Remove({ label, onRemove }: { readonly label: string; readonly onRemove: () => void }) {
  return (
    <button type="button" className="button-icon" aria-label={label} title={label} onClick={onRemove}>
      <Icon name="close" size={14} />
    </button>
  );
}
