// Connections begun over time, by how they went; a time range becomes the filter of everything.

import { useState } from 'react';
import { Bar, BarChart, Brush, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatCount, formatDuration } from '#engine/base/format';
import type { OutcomeLook } from '#engine/model/outcome-look';
import type { OpenedChart } from '#engine/rpc/charts';
import { useLanguage } from '../../app/language';
import { formatHash } from '../../url/url-state';
import { AXIS, CHART_HEIGHT, countTick, durationTick, GRID, MARGIN, Tip } from './axes';
import { Figure, Legend } from './Figure';
import { useChartMessages } from './use-chart-messages';

const FAILED: ReadonlySet<OutcomeLook> = new Set<OutcomeLook>(['reset', 'refused', 'noanswer', 'early']);

interface OpenedProps {
  readonly chart: OpenedChart;
  readonly total: number;
  /** Seconds since the first packet. */
  onRange(from: number, to: number): void;
}

export function OpenedFigure({ chart, total, onRange }: OpenedProps) {
  const text = useChartMessages();
  const language = useLanguage();
  const { series, binSeconds } = chart;
  const bins = Array.from({ length: series[0]?.counts.length ?? 0 }, (_, bin) => ({
    seconds: bin * binSeconds,
    ...Object.fromEntries(series.map(({ look, counts }) => [look, counts[bin] ?? 0])),
  }));
  const failed = series.filter(({ look }) => FAILED.has(look));
  const bad = failed.reduce((sum, each) => sum + each.total, 0);
  const conclusion = bad === 0 ? text.opened.good(total) : text.opened.bad(bad, total, onsetOf(failed, bad) * binSeconds);
  const tick = durationTick(language);
  return (
    <Figure
      id="opened"
      name={text.opened.name}
      conclusion={conclusion}
      legend={
        <Legend
          swatches={series.map(({ look, total: own }) => ({ className: `look-${look}`, text: `${text.looks[look]} ${formatCount(own)}` }))}
        />
      }
      table={{
        head: [text.time, ...series.map(({ look }) => text.looks[look])],
        rows: bins.flatMap((_, bin) => {
          const counts = series.map(({ counts: own }) => own[bin] ?? 0);
          if (counts.every((count) => count === 0)) return [];
          const [from, to] = [bin * binSeconds, (bin + 1) * binSeconds];
          return [
            [
              { text: `+${formatDuration(from, language)}`, href: rangeLink(from, to) },
              ...counts.map((count) => ({ text: formatCount(count) })),
            ],
          ];
        }),
      }}
    >
      <ResponsiveContainer width="100%" height={CHART_HEIGHT + 40}>
        <BarChart data={bins} margin={MARGIN} barCategoryGap={0} accessibilityLayer={false}>
          <CartesianGrid {...GRID} />
          <XAxis dataKey="seconds" tickFormatter={tick} minTickGap={48} {...AXIS} />
          <YAxis allowDecimals={false} width={48} tickFormatter={countTick} {...AXIS} />
          <Tooltip
            cursor={{ fill: 'var(--hover)' }}
            isAnimationActive={false}
            content={({ payload, label }) => (
              <Tip
                label={`+${formatDuration(Number(label), language)}`}
                lines={payload.flatMap(({ dataKey, value }) => {
                  const own = series.find(({ look }) => look === dataKey);
                  return own === undefined || !Number(value) ? [] : [[text.looks[own.look], formatCount(Number(value))] as const];
                })}
              />
            )}
          />
          {series.map(({ look }) => (
            <Bar key={look} dataKey={look} stackId="all" fill={`url(#look-${look})`} isAnimationActive={false} />
          ))}
          <Brush
            dataKey="seconds"
            height={28}
            travellerWidth={10}
            stroke="var(--border-strong)"
            fill="var(--sunken)"
            ariaLabel={text.opened.brush}
            tickFormatter={tick}
            onDragEnd={({ startIndex, endIndex }) => {
              if (startIndex !== undefined && endIndex !== undefined) onRange(startIndex * binSeconds, (endIndex + 1) * binSeconds);
            }}
          />
        </BarChart>
      </ResponsiveContainer>
      <RangeForm last={bins.length * binSeconds} onRange={onRange} />
    </Figure>
  );
}

/** The bin from which on nine in ten of the failed connections began. */
function onsetOf(failed: OpenedChart['series'], bad: number): number {
  const length = failed[0]?.counts.length ?? 0;
  let before = 0;
  for (let bin = 0; bin < length; bin++) {
    before += failed.reduce((sum, { counts }) => sum + (counts[bin] ?? 0), 0);
    if (before > bad / 10) return bin;
  }
  return 0;
}

function rangeLink(from: number, to: number): string {
  return formatHash({ kind: 'connections', query: rangeTerm(from, to) });
}

export function rangeTerm(from: number, to: number): string {
  const places = to - from < 1 ? 6 : 3;
  return `at:${Number(from.toFixed(places))}..${Number(to.toFixed(places))}`;
}

/** The same as the brush, for those who type. */
function RangeForm({ last, onRange }: { readonly last: number; onRange(from: number, to: number): void }) {
  const text = useChartMessages();
  const [from, setFrom] = useState('0');
  const [to, setTo] = useState(String(Number(last.toFixed(3))));
  return (
    <form
      className="chart-range"
      onSubmit={(event) => {
        event.preventDefault();
        const [first, second] = [Number(from), Number(to)];
        if (Number.isFinite(first) && Number.isFinite(second) && second > first) onRange(first, second);
      }}
    >
      <span>{text.opened.range}</span>
      <label>
        {text.from} <input inputMode="decimal" value={from} onChange={(event) => setFrom(event.target.value)} />
      </label>
      <label>
        {text.to} <input inputMode="decimal" value={to} onChange={(event) => setTo(event.target.value)} />
      </label>
      <span>{text.opened.seconds}</span>
      <button type="submit" className="button">
        {text.opened.apply}
      </button>
    </form>
  );
}
