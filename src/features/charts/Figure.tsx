// The frame of every chart: its conclusion as title, the chart, and the same numbers as a table.

import { useId, useState, type ReactNode } from 'react';
import { useChartMessages } from './use-chart-messages';

export interface Cell {
  readonly text: string;
  /** Filter that shows the connections behind the row. */
  readonly href?: string;
}

export interface FigureTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

interface FigureProps {
  readonly id: string;
  readonly name: string;
  readonly conclusion: string;
  readonly note?: string;
  readonly table: FigureTable;
  readonly legend?: ReactNode;
  readonly children: ReactNode;
}

export function Figure({ id, name, conclusion, note, table, legend, children }: FigureProps) {
  const text = useChartMessages();
  const [isTable, setTable] = useState(false);
  const titleId = useId();
  return (
    <section className="chart" aria-labelledby={titleId} data-testid={`chart-${id}`}>
      <header className="chart-head">
        <div>
          <p className="chart-name">{name}</p>
          <h2 id={titleId} className="chart-conclusion">
            {conclusion}
          </h2>
        </div>
        <button type="button" className="button" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
          {isTable ? text.asChart : text.asTable}
        </button>
      </header>
      {note !== undefined && <p className="chart-note numeric">{note}</p>}
      {isTable ? (
        <div className="chart-table" role="region" aria-labelledby={titleId} tabIndex={0}>
          <table>
            <thead>
              <tr>
                {table.head.map((head) => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="numeric">
              {table.rows.map((row, index) => (
                <tr key={index}>
                  {row.map((cell, column) => (
                    <td key={column}>{cell.href === undefined ? cell.text : <a href={cell.href}>{cell.text}</a>}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <>
          {legend}
          {children}
        </>
      )}
    </section>
  );
}

export interface Swatch {
  readonly className: string;
  readonly text: string;
}

/** Words beside a piece of the mark itself: colour and pattern, never colour alone. */
export function Legend({ swatches }: { readonly swatches: readonly Swatch[] }) {
  return (
    <ul className="chart-legend">
      {swatches.map(({ className, text }) => (
        <li key={className}>
          <span className={`chart-swatch ${className}`} aria-hidden="true" />
          {text}
        </li>
      ))}
    </ul>
  );
}
