// Bytes in flight and the window of this connection: asked of the worker, and its chart loaded, when the tab is opened.

import { lazy, Suspense, useEffect, useState } from 'react';
import type { WindowChart } from '#engine/rpc/charts';
import { useLanguage } from '../../../app/language';
import { engine } from '../../../engine-client/engine-client';
import { connectionMessages } from '../messages';

const WindowFigure = lazy(async () => ({ default: (await import('./WindowFigure')).WindowFigure }));

export function WindowTab({ id, startSeconds }: { readonly id: number; readonly startSeconds: number }) {
  const messages = connectionMessages(useLanguage());
  const [chart, setChart] = useState<WindowChart | 'failed' | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void engine()
      .window(id)
      .then((answer) => {
        if (isCurrent) setChart(answer.ok ? answer.value : 'failed');
      });
    return () => {
      isCurrent = false;
    };
  }, [id]);
  const waiting = <p className="packet-empty">{messages.view.loading}</p>;
  if (chart === 'failed') return <p className="packet-empty">{messages.view.failed(id)}</p>;
  return <Suspense fallback={waiting}>{chart === null ? waiting : <WindowFigure chart={chart} startSeconds={startSeconds} />}</Suspense>;
}
