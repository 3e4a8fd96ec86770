// One finding on its own page (#v1/finding/N), with its neighbours one key away.

import { formatHash } from '../../url/url-state';
import type { AnalysisSummary } from '#engine/rpc/protocol';
import { useMessages } from '../../app/language';
import { useFinalMark } from '../../app/marks';
import { Icon } from '../../ui/Icon';
import { FindingCard } from './FindingCard';
import { FindingsView } from './FindingsView';
import './findings.css';

export function FindingView({ summary, index }: { readonly summary: AnalysisSummary; readonly index: number }) {
  const text = useMessages().findings;
  useFinalMark();
  const total = summary.findings.length;
  const finding = summary.findings[index];
  // A link of another capture, or one written by hand: the list says what there is.
  if (finding === undefined) return <FindingsView summary={summary} />;
  const at = (other: number) => formatHash({ kind: 'finding', index: (other + total) % total });
  return (
    <div className="findings">
      <nav className="finding-pager" aria-label={text.position(index + 1, total)}>
        <a href="#v1/findings">{text.all}</a>
        {total > 1 && (
          <span className="finding-pager-steps">
            <a className="button-icon" href={at(index - 1)} aria-label={text.previous} title={text.previous}>
              <Icon name="previous" />
            </a>
            <span className="numeric">{text.position(index + 1, total)}</span>
            <a className="button-icon" href={at(index + 1)} aria-label={text.following} title={text.following}>
              <Icon name="next" />
            </a>
          </span>
        )}
      </nav>
      <FindingCard summary={summary} finding={finding} index={index} role="alone" isOpen key={index} />
    </div>
  );
}
