// An analysis file, or an HTML report that carries its analysis, opened again without the capture. One that was cut, changed or made
// by a newer version shows its message and nothing else.

import type { ReactNode } from 'react';
import type { FileProblem } from '#engine/analysis-file/read-analysis-file';
import { useLanguage } from '../../app/language';
import type { AnalysisFile } from '../../store/state';
import { sharedMessages } from './messages';
import { SharedPage, UnreadablePage } from './SharedPage';

export interface SharedFileViewProps {
  readonly file: AnalysisFile;
  /** The button that opens a file; the shell owns it. */
  picker(label: string): ReactNode;
}

export function SharedFileView({ file: { name, opened }, picker }: SharedFileViewProps) {
  const text = sharedMessages(useLanguage());
  if (!opened.ok) return <Unreadable name={name} problem={opened.failure} />;
  const { analysis, edits } = opened.value;
  return <SharedPage analysis={analysis} edits={edits} banner={text.file.banner(name)} picker={picker} />;
}

function Unreadable({ name, problem }: { readonly name: string; readonly problem: FileProblem }) {
  const text = sharedMessages(useLanguage()).file;
  switch (problem.code) {
    case 'file-cut':
      return <UnreadablePage code="E41" text={text.E41(name)} />;
    case 'file-too-new':
      return <UnreadablePage code="E42" text={text.E42(name, problem.version)} />;
    case 'file-altered':
      return <UnreadablePage code="E44" text={text.E44(name, problem.reason)} />;
    case 'foreign':
      // Never asked for: what is none of ours is opened as a capture.
      return <UnreadablePage code="E44" text={text.E44(name, 'content')} />;
  }
}
