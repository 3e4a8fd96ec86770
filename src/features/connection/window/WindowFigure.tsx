// The chart of the window tab: per direction what was sent and not yet acknowledged, against the window of the receiver;
// the same numbers as a table. Loaded when the tab is opened.

import { useId, useState } from 'react';
import { Area, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatBytes, formatDuration, formatExactBytes, type Language } from '#engine/base/format';
import type { WindowChart } from '#engine/rpc/charts';
import { useLanguage } from '../../../app/language';
import { windowConclusion, windowWords } from './window-words';
import './window.css';

const CHART_HEIGHT_PX = 150;
const MARGIN = { top: 8, right: 16, bottom: 4, left: 0 } as const;
const AXIS = { stroke: 'var(--border-strong)', tick: { fill: 'var(--text-2)', fontSize: 12 }, tickLine: false } as const;

type Side = WindowChart['sides'][number];

export function WindowFigure({ chart, startSeconds }: { readonly chart: WindowChart; readonly startSeconds: number }) {
  const language = useLanguage();
  const words = windowWords[language];
  const [isTable, setIsTable] = useState(false);
  const id = useId();
  const sides = chart.sides.map((side) => ({
    ...side,
    points: side.points.map((point) => ({ ...point, seconds: Math.max(0, point.seconds - startSeconds) })),
  }));
  const whole = Math.max(0, ...sides.map(({ points }) => points.at(-1)?.seconds ?? 0));
  return (
    <section className="window-figure" data-testid="chart-window" aria-labelledby={id}>
      <header className="window-head">
        <h3 id={id}>{windowConclusion(chart, language)}</h3>
        <button type="button" className="button button-small" aria-pressed={isTable} onClick={() => setIsTable(!isTable)}>
          {isTable ? words.asChart : words.asTable}
        </button>
      </header>
      <p className="window-note">{words.note}</p>
      {sides.map((side) =>
        isTable ? (
          <SideTable key={side.side} side={side} language={language} />
        ) : (
          <SideChart key={side.side} side={side} whole={whole} language={language} />
        ),
      )}
    </section>
  );
}

function SideChart({ side, whole, language }: { readonly side: Side; readonly whole: number; readonly language: Language }) {
  const words = windowWords[language];
  const hasWindow = side.points.some(({ window }) => window !== null);
  return (
    <div className="window-side">
      <p className="window-name">
        {words.sent[side.side]}
        <span className="window-key" aria-hidden="true" /> {words.inFlight}
        {hasWindow ? (
          <>
            <span className="window-key window-key-window" aria-hidden="true" /> {words.window}
          </>
        ) : (
          <span>{words.unknownWindow}</span>
        )}
      </p>
      <div aria-hidden="true">
        <ResponsiveContainer width="100%" height={CHART_HEIGHT_PX}>
          <ComposedChart data={[...side.points]} margin={MARGIN} accessibilityLayer={false}>
            <CartesianGrid stroke="var(--border)" vertical={false} />
            <XAxis
              dataKey="seconds"
              type="number"
              domain={[0, whole]}
              tickFormatter={(seconds: number) => formatDuration(seconds, language)}
              minTickGap={48}
              {...AXIS}
            />
            <YAxis width={64} tickFormatter={(bytes: number) => formatBytes(bytes, language)} {...AXIS} />
            <Tooltip
              isAnimationActive={false}
              content={({ payload, label }) => (
                <div className="window-tip">
                  <p>+{formatDuration(Number(label), language)}</p>
                  {payload.map(({ dataKey, value }) => (
                    <p key={String(dataKey)}>
                      {dataKey === 'window' ? words.window : words.inFlight}: <strong>{formatExactBytes(Number(value), language)}</strong>
                    </p>
                  ))}
                </div>
              )}
            />
            <Area
              type="stepAfter"
              dataKey="inFlight"
              stroke="var(--accent)"
              fill="var(--accent)"
              fillOpacity={0.15}
              strokeWidth={1.5}
              isAnimationActive={false}
            />
            {hasWindow ? (
              <Line
                type="stepAfter"
                dataKey="window"
                stroke="var(--o-noanswer-text)"
                strokeDasharray="6 4"
                strokeWidth={1.5}
                dot={false}
                isAnimationActive={false}
              />
            ) : null}
          </ComposedChart>
        </ResponsiveContainer>
      </div>
    </div>
  );
}

function SideTable({ side, language }: { readonly side: Side; readonly language: Language }) {
  const words = windowWords[language];
  const id = useId();
  return (
    <div className="window-side">
      <p className="window-name" id={id}>
        {words.sent[side.side]}
      </p>
      <div className="window-table" role="region" aria-labelledby={id} tabIndex={0} data-testid="chart-table">
        <table>
          <thead>
            <tr>
              <th scope="col">{words.time}</th>
              <th scope="col">{words.inFlight}</th>
              <th scope="col">{words.window}</th>
            </tr>
          </thead>
          <tbody>
            {side.points.map(({ seconds, inFlight, window }, index) => (
              <tr key={index}>
                <td>+{formatDuration(seconds, language)}</td>
                <td>{formatExactBytes(inFlight, language)}</td>
                <td>{window === null ? '–' : formatExactBytes(window, language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
