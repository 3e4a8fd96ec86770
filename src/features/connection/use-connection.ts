// Report and ladder of one connection, asked of the worker; the ladder again whenever runs open or fold.

import { useEffect, useState } from 'react';
import type { Failure } from '#engine/model/failure';
import type { LadderModel } from '#engine/ladder/ladder-model';
import type { ConnectionReport } from '#engine/model/verdict';
import type { Engine } from '../../engine-client/engine-client';
import type { OpenRuns } from './ladder/use-ladder';

export type ConnectionReading =
  | { readonly state: 'reading' }
  | { readonly state: 'failed'; readonly failure: Failure }
  | {
      readonly state: 'ready';
      readonly report: ConnectionReport;
      readonly model: LadderModel;
      /** First and last frame when the capture holds another connection on the same four numbers, else null. */
      readonly reusedBetween: { readonly first: number; readonly last: number } | null;
    };

export function useConnection(id: number, open: OpenRuns, engine: Engine): ConnectionReading {
  const [report, setReport] = useState<ConnectionReport | null>(null);
  const [model, setModel] = useState<LadderModel | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isReused, setIsReused] = useState(false);

  useEffect(() => {
    let isCurrent = true;
    void engine.connection(id).then(async (answer) => {
      if (!isCurrent) return;
      if (!answer.ok) return setFailure(answer.failure);
      setReport(answer.value);
      const twins = await engine.query({ text: sameTuple(answer.value), sort: 'id', descending: false });
      if (isCurrent && twins.ok && twins.value.ok) setIsReused(twins.value.ids.length > 1);
    });
    return () => {
      isCurrent = false;
    };
  }, [id, engine]);
  useEffect(() => {
    let isCurrent = true;
    void engine.ladder(id, open.runs, open.packets, open.filter).then((answer) => {
      if (!isCurrent) return;
      if (answer.ok) setModel(answer.value);
      else setFailure(answer.failure);
    });
    return () => {
      isCurrent = false;
    };
  }, [id, open, engine]);

  if (failure !== null) return { state: 'failed', failure };
  if (report === null || model === null) return { state: 'reading' };
  return { state: 'ready', report, model, reusedBetween: isReused ? frameSpan(model) : null };
}

function sameTuple(report: ConnectionReport): string {
  const end = ({ address, port }: ConnectionReport['client']) => (address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`);
  return `client:${end(report.client)} server:${end(report.server)}`;
}

/** First and last frame that the ladder shows, folded runs included. */
export function frameSpan(model: LadderModel): { readonly first: number; readonly last: number } | null {
  let first = Infinity;
  let last = 0;
  for (const row of model.rows) {
    if (row.kind === 'gap') continue;
    first = Math.min(first, row.kind === 'packet' ? row.frame : row.firstFrame);
    last = Math.max(last, row.kind === 'packet' ? row.frame : row.lastFrame);
  }
  return last === 0 ? null : { first, last };
}
