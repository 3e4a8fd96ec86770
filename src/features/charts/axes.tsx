// What all charts draw alike: axes, the box at the pointer, patterns of the looks.

import { formatCount, formatDuration, type Language } from '#engine/base/format';
import { OUTCOME_LOOKS, type OutcomeLook } from '#engine/model/outcome-look';

export const MARGIN = { top: 8, right: 16, bottom: 4, left: 0 } as const;
export const AXIS = { stroke: 'var(--border-strong)', tick: { fill: 'var(--text-2)', fontSize: 12 }, tickLine: false } as const;
export const GRID = { stroke: 'var(--border)', vertical: false } as const;
export const CHART_HEIGHT = 220;

export const countTick = (value: number): string => formatCount(value);
export const durationTick = (language: Language) => (value: number) => formatDuration(value, language);

interface TipProps {
  readonly label: string;
  readonly lines: readonly (readonly [string, string])[];
}

export function Tip({ label, lines }: TipProps) {
  // Before anything was pointed at there is nothing to say.
  if (lines.length === 0) return null;
  return (
    <div className="chart-tip numeric">
      <p>{label}</p>
      {lines.map(([name, value]) => (
        <p key={name}>
          {name}: <strong>{value}</strong>
        </p>
      ))}
    </div>
  );
}

/** Strokes per look as in the badges: in SVG, since a CSS background does not fill a bar. */
const STROKES: Readonly<Partial<Record<OutcomeLook, string>>> = {
  refused: 'M0 6 6 0',
  noanswer: 'M3 2.6v.8',
  early: 'M0 3h6',
  unclear: 'M0 0 6 6M6 0 0 6',
};

export function LookPatterns() {
  return (
    <svg width={0} height={0} aria-hidden="true" focusable="false" className="chart-patterns">
      <defs>
        {OUTCOME_LOOKS.map((look) => (
          <pattern key={look} id={`look-${look}`} width={6} height={6} patternUnits="userSpaceOnUse">
            <rect width={6} height={6} fill={`var(--o-${look})`} />
            {STROKES[look] !== undefined && <path d={STROKES[look]} stroke="var(--surface)" strokeWidth={1.2} fill="none" />}
          </pattern>
        ))}
      </defs>
    </svg>
  );
}
