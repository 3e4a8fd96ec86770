// What has been found while the file is still being read: headlines only, their order frozen, each tagged as provisional.

import { useMessages } from '../../app/language';
import type { AnalysisSummary } from '#engine/rpc/protocol';
import { FindingCard } from './FindingCard';
import './findings.css';

export function ProvisionalFindings({ summary }: { readonly summary: AnalysisSummary }) {
  const text = useMessages().reading;
  return (
    <section className="provisional" aria-labelledby="provisional-title">
      <h2 id="provisional-title">
        {text.provisionalTitle} <span className="provisional-tag">{text.provisional}</span>
      </h2>
      <p>{text.provisionalNote}</p>
      {summary.findings.slice(0, 5).map((finding, index) => (
        <FindingCard key={index} summary={summary} finding={finding} index={index} role="provisional" isOpen={false} />
      ))}
    </section>
  );
}
