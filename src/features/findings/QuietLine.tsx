// What went well, in one line: the failing part of a capture only makes sense beside it.

import { BENIGN_CAUSES } from '#engine/model/vocabulary';
import type { AnalysisSummary } from '#engine/rpc/protocol';
import { useMessages } from '../../app/language';
import { Icon } from '../../ui/Icon';
import { formatHash } from '../../url/url-state';
import { endCounts } from './end-counts';

export function QuietLine({ summary }: { readonly summary: AnalysisSummary }) {
  const text = useMessages().findings;
  const { normal, open } = endCounts(summary);
  if (normal + open === 0) return null;
  return (
    <p className="quiet look-closed numeric">
      <Icon name="closed" />
      <span>{text.quiet(normal, open)}</span>
      <a href={formatHash({ kind: 'connections', query: `cause:${BENIGN_CAUSES.join(',')}` })}>{text.quietShow}</a>
    </p>
  );
}
