// Logarithmic histograms: longest silences, handshakes, lifetimes. One bar per bin, labelled by the bin's lower edge.

import { Bar, BarChart, CartesianGrid, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatCount, formatDuration } from '#engine/base/format';
import { useLanguage } from '../../app/language';
import { formatHash } from '../../url/url-state';
import { AXIS, CHART_HEIGHT, countTick, GRID, MARGIN, Tip } from './axes';
import { Figure, Legend } from './Figure';

export interface BinSeries {
  readonly key: string;
  readonly name: string;
  readonly fill: string;
  readonly className: string;
}

export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly counts: Readonly<Record<string, number>>;
}

interface BinsProps {
  readonly id: string;
  readonly name: string;
  readonly conclusion: string;
  readonly axis: string;
  readonly series: readonly BinSeries[];
  readonly bins: readonly Bin[];
  readonly markers?: readonly { readonly seconds: number; readonly text: string }[];
  /** Key of the filter that selects a bin ("rtt", "idle"). */
  readonly filterKey?: string;
}

export function BinsFigure({ id, name, conclusion, axis, series, bins, markers = [], filterKey }: BinsProps) {
  const language = useLanguage();
  const label = (from: number, to: number) =>
    from === 0 ? `< ${formatDuration(to, language)}` : `${formatDuration(from, language)} – ${formatDuration(to, language)}`;
  const data = bins.map(({ from, to, counts }) => ({ bin: label(from, to), ...counts }));
  // A tick's index is that among the ticks shown: the bin itself says which it is.
  const short = new Map(
    bins.map(({ from, to }) => [label(from, to), from === 0 ? `< ${formatDuration(to, language)}` : formatDuration(from, language)]),
  );
  const binOf = (seconds: number) => bins.find(({ from, to }) => seconds >= from && seconds < to);
  return (
    <Figure
      id={id}
      name={name}
      conclusion={conclusion}
      legend={series.length > 1 ? <Legend swatches={series.map(({ className, name: text }) => ({ className, text }))} /> : undefined}
      table={{
        head: [axis, ...series.map((each) => each.name)],
        rows: bins.map(({ from, to, counts }) => [
          {
            text: label(from, to),
            ...(filterKey === undefined
              ? {}
              : { href: formatHash({ kind: 'connections', query: `${filterKey}>=${precise(from)} ${filterKey}<${precise(to)}` }) }),
          },
          ...series.map(({ key }) => ({ text: formatCount(counts[key] ?? 0) })),
        ]),
      }}
    >
      <ResponsiveContainer width="100%" height={CHART_HEIGHT}>
        <BarChart data={data} margin={MARGIN} barCategoryGap="10%" accessibilityLayer={false}>
          <CartesianGrid {...GRID} />
          <XAxis dataKey="bin" tickFormatter={(bin: string) => short.get(bin) ?? ''} minTickGap={24} {...AXIS} />
          <YAxis allowDecimals={false} width={48} tickFormatter={countTick} {...AXIS} />
          <Tooltip
            cursor={{ fill: 'var(--hover)' }}
            isAnimationActive={false}
            content={({ payload, label: at }) => (
              <Tip
                label={String(at)}
                lines={payload.flatMap(({ dataKey, value }) => {
                  const own = series.find(({ key }) => key === dataKey);
                  return own === undefined ? [] : [[own.name, formatCount(Number(value ?? 0))] as const];
                })}
              />
            )}
          />
          {series.map(({ key, fill }) => (
            <Bar key={key} dataKey={key} stackId="all" fill={fill} isAnimationActive={false} />
          ))}
          {markers.map(({ seconds, text: marker }) => {
            const bin = binOf(seconds);
            return bin === undefined ? null : (
              <ReferenceLine
                key={marker}
                x={label(bin.from, bin.to)}
                stroke="var(--text-2)"
                strokeDasharray="2 3"
                label={{ value: marker, position: 'top', fill: 'var(--text)', fontSize: 12 }}
              />
            );
          })}
        </BarChart>
      </ResponsiveContainer>
    </Figure>
  );
}

const precise = (seconds: number): string => `${Number(seconds.toPrecision(6))}s`;
