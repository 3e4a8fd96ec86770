// When the affected connections were opened, on the time axis that all findings of the capture share.

import { formatDuration } from '#engine/base/format';
import type { Finding } from '#engine/model/verdict';
import type { AnalysisSummary } from '#engine/rpc/protocol';
import { useLanguage, useMessages } from '../../app/language';

const HEIGHT = 20;
const BIN_WIDTH = 2;

interface SparklineProps {
  readonly summary: AnalysisSummary;
  readonly index: number;
  readonly finding: Finding;
}

export function Sparkline({ summary, index, finding }: SparklineProps) {
  const text = useMessages().findings;
  const language = useLanguage();
  const own = summary.openedByFinding[index];
  // One connection, or an instant, has no course over time.
  if (own === undefined || finding.connections.length < 2 || summary.capture.durationSeconds <= 0) return null;
  const highest = Math.max(1, ...summary.opened);
  const bar = (n: number) => (n === 0 ? 0 : Math.max(2, Math.round((n / highest) * HEIGHT)));
  const label = text.openedAlt(
    finding.connections.length,
    `+${formatDuration(finding.firstSeconds, language)}`,
    `+${formatDuration(finding.lastSeconds, language)}`,
  );
  return (
    <svg
      className="sparkline"
      width={summary.opened.length * BIN_WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <title>{label}</title>
      {summary.opened.map((all, bin) => {
        const mine = bar(own[bin] ?? 0);
        const total = bar(all);
        return (
          <g key={bin}>
            {total > 0 && <rect className="sparkline-all" x={bin * BIN_WIDTH} y={HEIGHT - total} width={BIN_WIDTH} height={total} />}
            {mine > 0 && <rect className="sparkline-own" x={bin * BIN_WIDTH} y={HEIGHT - mine} width={BIN_WIDTH} height={mine} />}
          </g>
        );
      })}
    </svg>
  );
}
