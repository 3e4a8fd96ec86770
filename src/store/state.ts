// The shape of the page's state: what is remembered reactively, and nothing heavier than an analysis summary.

import type { OpenedFile as OpenedAnalysisFile } from '#engine/analysis-file/read-analysis-file';
import type { Failure } from '#engine/model/failure';
import type { AnalysisSummary, Progress, SortColumn, SortKey } from '#engine/rpc/protocol';
import type { Language } from '#engine/causes/words/words';
import type { Note } from '#engine/model/note';
import type { PostmortemEdits } from '#engine/report/postmortem/edits';
import type { LinkFailure, LinkTime, View } from '../url/url-state';

export interface OpenedFile {
  readonly name: string;
  readonly bytes: number;
}

/** Life of one capture in the page. */
export type Session =
  | { readonly phase: 'empty' }
  | {
      readonly phase: 'reading';
      readonly file: OpenedFile;
      /** False for the first 300 ms: a small capture must not flash a progress bar. */
      readonly shown: boolean;
      readonly startedMs: number;
      readonly progress: Progress | null;
      readonly provisional: AnalysisSummary | null;
      /** "Use what was read so far" was chosen; the answer is on its way. */
      readonly finishing: boolean;
    }
  | { readonly phase: 'ready'; readonly file: OpenedFile; readonly summary: AnalysisSummary }
  | { readonly phase: 'failed'; readonly file: OpenedFile; readonly failure: Failure };

export interface Toast {
  readonly id: number;
  readonly text: string;
}

/** Things the landing page says that do not come from the engine. */
export type LandingNotice =
  | { readonly kind: 'link'; readonly failure: LinkFailure }
  | { readonly kind: 'folder' }
  | { readonly kind: 'too-many'; readonly files: number }
  /** E43: the capture that a link was made of is another one. */
  | { readonly kind: 'other-capture' }
  | { readonly kind: 'sample-unavailable' }
  /** A line of a log was pasted, and there is no capture to look it up in. */
  | { readonly kind: 'pasted-error' };

export type ThemeChoice = 'system' | 'light' | 'dark';

export interface AnalysisFile {
  readonly name: string;
  readonly opened: OpenedAnalysisFile;
}

export interface SessionSlice {
  readonly session: Session;
  /** The last file that was opened or cancelled, offered again on the landing page. */
  readonly lastFile: OpenedFile | null;
  readonly notice: LandingNotice | null;
  /** The analysis file or report that was opened last: shown by the view "file". */
  readonly analysisFile: AnalysisFile | null;
  /** Compared connections of the comparison with another capture; null: there is none. */
  readonly compared: number | null;
  /** Another comparison: what was noted of the capture before is gone with it. */
  comparisonChanged(connections: number | null): void;
  analysisOpened(file: AnalysisFile): void;
  fileAccepted(file: OpenedFile, startedMs: number): void;
  progressRevealed(): void;
  progressReported(progress: Progress): void;
  provisionalReported(summary: AnalysisSummary): void;
  finishRequested(): void;
  captureAnalysed(summary: AnalysisSummary): void;
  captureFailed(failure: Failure): void;
  captureClosed(): void;
  noticeShown(notice: LandingNotice | null): void;
}

export interface ViewSlice {
  readonly view: View;
  /** How the next URL is written: a new history entry, or over the present one. */
  readonly history: 'push' | 'replace';
  /** The filter that the connections table last had; its link in the navigation returns to it. */
  readonly lastQuery: string;
  /** The connection looked at last: the table comes back to its row. */
  readonly lastConnection: number | null;
  /** The walk through connections began in the table: Back leads there, else to the finding. */
  readonly cameFromTable: boolean;
  readonly sort: { readonly column: SortColumn; readonly descending: boolean };
  /** Where the first column ties. */
  readonly secondSort: SortKey | null;
  readonly dialog: DialogName | null;
  /** Connections that were picked for export: the share dialog offers their packets. */
  readonly exported: readonly number[] | null;
  /** A line of a log that was pasted somewhere on the page: looked up once the findings stand. */
  readonly pastedError: string;
  viewOpened(view: View, history?: 'push' | 'replace'): void;
  packetSelected(frame: number): void;
  /** Undefined: from the connection's beginning. Writes over the history entry. */
  timeChosen(time: LinkTime | undefined): void;
  queryTyped(query: string): void;
  /** Again: the other way round. `isSecond`: behind the column that sorts already. */
  sortChosen(column: SortColumn, isSecond?: boolean): void;
  dialogChanged(dialog: DialogName | null): void;
  exportOpened(connections: readonly number[]): void;
  errorPasted(line: string): void;
}

export type DialogName = 'shortcuts' | 'palette' | 'packet' | 'columns' | 'share' | 'note';

export const TABLE_COLUMN_IDS = [
  'id',
  'outcome',
  'cause',
  'client',
  'server',
  'start',
  'duration',
  'rtt',
  'bytes',
  'packets',
  'retransmissions',
  'endedBy',
  'confidence',
] as const satisfies readonly SortColumn[];

/** How the table is laid out: columns left out, and widths that differ from the usual. */
export interface TableLayout {
  readonly hidden: readonly SortColumn[];
  readonly widthsPx: Readonly<Partial<Record<SortColumn, number>>>;
}

/** What a note is about; texts on the open capture are found by it. */
export type NoteSubject = Pick<Note, 'about' | 'number'>;

export interface NotesSlice {
  /** At most one on each subject, in the order of their writing; plain text (model/note). */
  readonly notes: readonly Note[];
  /** What a view offers for notes, beside what its address says: a packet and its connection. */
  readonly notable: readonly NoteSubject[];
  notableChanged(subjects: readonly NoteSubject[]): void;
  /** Whose note is being written. */
  readonly notedSubject: NoteSubject | null;
  /** Empty text takes the note away. */
  noteWritten(subject: NoteSubject, text: string): void;
  noteOpened(subject: NoteSubject | null): void;
}

export interface ReportSlice {
  /** By what the report is about (address of its view): what was changed of the draft. */
  readonly reportEdits: Readonly<Record<string, PostmortemEdits>>;
  reportEdited(about: string, edits: PostmortemEdits): void;
}

export interface PrefsSlice {
  readonly language: Language;
  readonly theme: ThemeChoice;
  readonly singleKeys: boolean;
  readonly tableLayout: TableLayout;
  languageChosen(language: Language): void;
  themeChosen(theme: ThemeChoice): void;
  singleKeysChosen(on: boolean): void;
  tableLayoutChosen(layout: TableLayout): void;
}

export interface ToastSlice {
  readonly toast: Toast | null;
  toastShown(text: string): void;
  toastDismissed(id: number): void;
}

export type AppState = SessionSlice & ViewSlice & NotesSlice & ReportSlice & PrefsSlice & ToastSlice;
