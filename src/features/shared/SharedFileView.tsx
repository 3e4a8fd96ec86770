// An analysis file, or an HTML report that carries its analysis, opened again without the capture. One that was cut, changed or made
// by a newer version shows its message and nothing else.

import type { ReactNode } from 'react';
import type { FileProblem } from '#engine/analysis-file/read-analysis-file';
import type { LinkProblem } from '#engine/share/link';
import { useLanguage } from '../../app/language';
import type { AnalysisFile } from '../../store/state';
import { sharedMessages } from './messages';
import type { LadderToDraw } from './SharedConnectionSection';
import { SharedPage, UnreadablePage } from './SharedPage';
import type { ComparisonToShow } from './SharedView';

export interface SharedFileViewProps {
  readonly file: AnalysisFile;
  /** The button that opens a file; the shell owns it. */
  picker(label: string): ReactNode;
  draw(ladder: LadderToDraw): ReactNode;
  compare(comparison: ComparisonToShow): ReactNode;
}

export function SharedFileView({ file: { name, opened }, picker, draw, compare }: SharedFileViewProps) {
  const text = sharedMessages(useLanguage());
  if (!opened.ok) return <Unreadable name={name} problem={opened.failure} picker={picker} />;
  if ('comparison' in opened.value) {
    const { comparison, edits } = opened.value;
    const unreadable = (problem: LinkProblem) => <Unreadable name={name} problem={problemOf(problem)} picker={picker} />;
    return compare({ fragment: comparison, edits, banner: text.file.comparisonBanner(name), picker, unreadable });
  }
  const { analysis, edits } = opened.value;
  return <SharedPage analysis={analysis} edits={edits} banner={text.file.banner(name)} picker={picker} draw={draw} />;
}

interface UnreadableProps extends Pick<SharedFileViewProps, 'picker'> {
  readonly name: string;
  readonly problem: FileProblem;
}

function Unreadable({ name, problem, picker }: UnreadableProps) {
  const { file: text, choose } = sharedMessages(useLanguage());
  const page = (code: string, told: string) => (
    <UnreadablePage code={code} text={told}>
      {picker(choose)}
    </UnreadablePage>
  );
  switch (problem.code) {
    case 'file-cut':
      return page('E41', text.E41(name));
    case 'file-too-new':
      return page('E42', text.E42(name, problem.version));
    case 'file-altered':
      return page('E44', text.E44(name, problem.reason));
    case 'foreign':
      // Never asked for: what is none of ours is opened as a capture.
      return page('E44', text.E44(name, 'content'));
  }
}

/** Of what was inside a file that is whole: cut is what it cannot be. */
function problemOf(problem: LinkProblem): FileProblem {
  if (problem.code === 'link-too-new') return { code: 'file-too-new', version: problem.version };
  return { code: 'file-altered', reason: problem.code === 'link-altered' && problem.reason === 'checksum' ? 'checksum' : 'content' };
}
