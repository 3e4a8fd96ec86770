// Open connections over time with the failures among them, and the limit where one shows.

import { Area, CartesianGrid, ComposedChart, ReferenceLine, ResponsiveContainer, Scatter, Tooltip, XAxis, YAxis } from 'recharts';
import { formatCount, formatDuration } from '#engine/base/format';
import type { ConcurrencyChart } from '#engine/rpc/charts';
import { useLanguage } from '../../app/language';
import { AXIS, CHART_HEIGHT, countTick, durationTick, GRID, MARGIN, Tip } from './axes';
import { Figure, Legend } from './Figure';
import { useChartMessages } from './use-chart-messages';

/** Room above the limit, so that its line is not the frame. */
const HEADROOM = 1.15;

export function ConcurrencyFigure({ chart }: { readonly chart: ConcurrencyChart }) {
  const text = useChartMessages();
  const language = useLanguage();
  const { server, client, binSeconds, open, failures, limit, highest, failed } = chart;
  const at = failures.map((each) => each.open);
  const conclusion =
    limit === null ? text.concurrency.flat(Math.min(...at), Math.max(...at)) : text.concurrency.limit(limit, client ?? server);
  const points = [
    ...open.map((count, bin) => ({ seconds: (bin + 0.5) * binSeconds, open: count })),
    ...failures.map(({ seconds, open: held }) => ({ seconds, failure: held })),
  ].toSorted((a, b) => a.seconds - b.seconds);
  return (
    <Figure
      id="concurrency"
      name={text.concurrency.name}
      conclusion={conclusion}
      note={text.concurrency.whose(server, client)}
      legend={
        <Legend
          swatches={[
            { className: 'chart-mark-open', text: text.concurrency.open },
            { className: 'chart-mark-failure', text: `${text.concurrency.failedAt} ${formatCount(failed)}` },
          ]}
        />
      }
      table={{
        head: [text.time, text.concurrency.open, text.concurrency.failedAt],
        rows: open.flatMap((count, bin) => {
          const inBin = failures.filter(({ seconds }) => Math.floor(seconds / binSeconds) === bin).length;
          return count === 0 && inBin === 0
            ? []
            : [[{ text: `+${formatDuration(bin * binSeconds, language)}` }, { text: formatCount(count) }, { text: formatCount(inBin) }]];
        }),
      }}
    >
      <ResponsiveContainer width="100%" height={CHART_HEIGHT}>
        <ComposedChart data={points} margin={MARGIN} accessibilityLayer={false}>
          <CartesianGrid {...GRID} />
          <XAxis
            dataKey="seconds"
            type="number"
            domain={[0, open.length * binSeconds]}
            tickFormatter={durationTick(language)}
            minTickGap={48}
            {...AXIS}
          />
          <YAxis
            allowDecimals={false}
            width={48}
            domain={[0, Math.ceil(Math.max(highest, limit ?? 0) * HEADROOM)]}
            tickFormatter={countTick}
            {...AXIS}
          />
          <Tooltip
            isAnimationActive={false}
            content={({ payload, label }) => (
              <Tip
                label={`+${formatDuration(Number(label), language)}`}
                lines={payload.flatMap(({ dataKey, value }) =>
                  value === undefined
                    ? []
                    : [[dataKey === 'failure' ? text.concurrency.failure : text.concurrency.open, formatCount(Number(value))] as const],
                )}
              />
            )}
          />
          <Area
            type="stepAfter"
            dataKey="open"
            connectNulls
            stroke="var(--accent)"
            fill="var(--accent)"
            fillOpacity={0.15}
            strokeWidth={1.5}
            isAnimationActive={false}
          />
          <Scatter dataKey="failure" shape="cross" fill="var(--o-reset-text)" isAnimationActive={false} />
          {limit !== null && (
            <ReferenceLine
              y={limit}
              stroke="var(--o-reset-text)"
              strokeDasharray="6 4"
              label={{ value: text.concurrency.limitLine(limit), position: 'insideTopLeft', fill: 'var(--text)', fontSize: 12 }}
            />
          )}
        </ComposedChart>
      </ResponsiveContainer>
    </Figure>
  );
}
