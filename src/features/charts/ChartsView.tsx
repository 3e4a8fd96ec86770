// Charts of the connections that fit the filter: each with its conclusion as title and a table behind it.

import type { ReactNode } from 'react';
import type { AnalysisSummary } from '#engine/rpc/protocol';
import type { ChartsData } from '#engine/rpc/charts';
import { useAppStore } from '../../store/store';
import { formatHash } from '../../url/url-state';
import { LookPatterns } from './axes';
import { BinsFigure } from './BinsFigure';
import { ConcurrencyFigure } from './ConcurrencyFigure';
import { OpenedFigure, rangeTerm } from './OpenedFigure';
import { useChartMessages } from './use-chart-messages';
import { useCharts } from './use-charts';
import './charts.css';

export function ChartsView({ summary, query }: { readonly summary: AnalysisSummary; readonly query: string }) {
  const text = useChartMessages();
  const { data, isFailed, isUnreadable } = useCharts(query);
  const total = summary.capture.connections;
  return (
    <div className="charts" data-testid="charts">
      <header className="charts-head">
        <h1>{text.title}</h1>
        <p className="numeric" role="status" aria-live="polite">
          {data === null ? text.loading : text.filtered(data.connections, total)}
        </p>
      </header>
      {query !== '' && (
        <p className="charts-filter">
          <code>{query}</code>
          <a href={formatHash({ kind: 'connections', query })}>{text.showConnections}</a>
          <a href={formatHash({ kind: 'charts', query: '' })}>{text.allConnections}</a>
        </p>
      )}
      {isFailed && <p role="alert">{text.failed}</p>}
      {data !== null && (data.connections === 0 || isUnreadable) ? (
        <p>{text.none}</p>
      ) : (
        data !== null && <Figures data={data} query={query} />
      )}
    </div>
  );
}

function Figures({ data, query }: { readonly data: ChartsData; readonly query: string }): ReactNode {
  const text = useChartMessages();
  const open = useAppStore((state) => state.viewOpened);
  const { opened, concurrency, silence, handshakes, lifetimes } = data;
  return (
    <>
      <LookPatterns />
      <OpenedFigure
        chart={opened}
        total={data.connections}
        onRange={(from, to) => {
          const rest = query.split(/\s+/).filter((term) => term !== '' && !term.startsWith('at:'));
          open({ kind: 'charts', query: [...rest, rangeTerm(from, to)].join(' ') });
        }}
      />
      {concurrency !== null && concurrency.failures.length > 0 && <ConcurrencyFigure chart={concurrency} />}
      {silence !== null && (
        <BinsFigure
          id="silence"
          name={text.silence.name}
          conclusion={
            silence.median === null
              ? text.silence.good
              : text.silence.bad(silence.failed, silence.median) +
                silence.defaults
                  .slice(0, 1)
                  .map(({ seconds, product }) => text.silence.alsoDefault(seconds, product))
                  .join('')
          }
          axis={text.silence.name}
          series={[
            { key: 'failed', name: text.silence.failed, fill: 'url(#look-reset)', className: 'look-reset' },
            { key: 'others', name: text.silence.others, fill: 'url(#look-unclear)', className: 'look-unclear' },
          ]}
          bins={silence.bins.map(({ from, to, failed, others }) => ({ from, to, counts: { failed, others } }))}
          markers={silence.defaults.map(({ seconds, product }) => ({ seconds, text: text.silence.marker(seconds, product) }))}
          filterKey="idle"
        />
      )}
      {handshakes !== null && (
        <BinsFigure
          id="handshakes"
          name={text.handshakes.name}
          conclusion={
            text.handshakes.sentence(handshakes.median, handshakes.slowest) +
            text.handshakes.retries(handshakes.bySyns.slice(1).reduce((sum, count) => sum + count, 0))
          }
          axis={text.handshakes.bins}
          series={[{ key: 'count', name: text.count, fill: 'var(--accent)', className: 'chart-mark-open' }]}
          bins={handshakes.bins.map(({ from, to, count }) => ({ from, to, counts: { count } }))}
          filterKey="rtt"
        />
      )}
      {lifetimes !== null && (
        <BinsFigure
          id="lifetimes"
          name={text.lifetimes.name}
          conclusion={text.lifetimes.sentence(lifetimes.median)}
          axis={text.lifetimes.name}
          series={(['client', 'server', 'middlebox', 'none'] as const)
            .filter((by) => lifetimes.bins.some(({ counts }) => (counts[by] ?? 0) > 0))
            .map((by) => ({
              key: by,
              name: `${text.lifetimes.by}: ${text.enders[by]}`,
              fill: ENDER_FILLS[by],
              className: `chart-mark-${by}`,
            }))}
          bins={lifetimes.bins.map(({ from, to, counts }) => ({ from, to, counts }))}
        />
      )}
    </>
  );
}

const ENDER_FILLS = {
  client: 'var(--accent)',
  server: 'url(#look-early)',
  middlebox: 'url(#look-refused)',
  none: 'url(#look-unclear)',
} as const;
