// An evidence link, opened: verdicts, proofs and ladders in the reader's language, without the capture. A link that was cut,
// changed or made by a newer version shows its message and nothing else.

import { useMemo, type ReactNode } from 'react';
import { decodeLink, isComparisonLink, type LinkProblem } from '#engine/share/link';
import type { PostmortemEdits } from '#engine/report/postmortem/edits';
import { useLanguage } from '../../app/language';
import { sharedMessages } from './messages';
import type { LadderToDraw } from './SharedConnectionSection';
import { SharedPage, UnreadablePage } from './SharedPage';

export interface SharedViewProps {
  readonly fragment: string;
  /** The button that opens a file; the shell owns it. */
  picker(label: string): ReactNode;
  draw(ladder: LadderToDraw): ReactNode;
  /** One of two captures is another view's; the shell lends it. */
  compare(comparison: ComparisonToShow): ReactNode;
}

/** The link to a comparison, whole or not. */
export interface ComparisonToShow {
  readonly fragment: string;
  /** What was written into the report. */
  readonly edits: PostmortemEdits;
  readonly banner: string;
  picker(label: string): ReactNode;
  unreadable(problem: LinkProblem): ReactNode;
}

export function SharedView(props: SharedViewProps) {
  const text = sharedMessages(useLanguage());
  const { fragment, picker, compare } = props;
  if (!isComparisonLink(fragment)) return <OfOneCapture {...props} />;
  const unreadable = (problem: LinkProblem) => <Unreadable problem={problem} />;
  return compare({ fragment, edits: {}, banner: text.comparisonBanner, picker, unreadable });
}

function OfOneCapture({ fragment, picker, draw }: SharedViewProps) {
  const decoded = useMemo(() => decodeLink(fragment), [fragment]);
  const text = sharedMessages(useLanguage());
  if (!decoded.ok) return <Unreadable problem={decoded.failure} />;
  // What was chosen in one link is not in the next.
  return <SharedPage key={fragment} analysis={decoded.value} edits={{}} banner={text.banner} picker={picker} draw={draw} />;
}

function Unreadable({ problem }: { readonly problem: LinkProblem }) {
  const text = sharedMessages(useLanguage());
  const page = (code: string, told: string) => (
    <UnreadablePage code={code} text={told}>
      <a className="button" href="./#">
        {text.openCapture}
      </a>
    </UnreadablePage>
  );
  switch (problem.code) {
    case 'link-cut':
      return page('E41', text.E41(problem.got, problem.want));
    case 'link-too-new':
      return page('E42', text.E42(problem.version));
    case 'link-altered':
      return page('E44', text.E44(problem.reason));
  }
}
