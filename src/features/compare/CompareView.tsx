// Two captures of one incident: asks for the other one, shows how far it is, then what both together say, or one connection of it.

import type { ReactNode } from 'react';
import type { AnalysisSummary } from '#engine/rpc/protocol';
import { failureText } from '#engine/report/failure-words';
import { useLanguage } from '../../app/language';
import { useAppStore } from '../../store/store';
import { Notice } from '../../ui/Notice';
import { cancelComparing, compareWithin, useComparing, type Comparing } from './compare-session';
import { ComparisonView } from './ComparisonView';
import { PairView } from './PairView';
import { useCompareMessages } from './use-words';
import '../../ui/packet-chip.css';
import './compare.css';

export interface CompareViewProps {
  readonly index: number | null;
  /** The button that takes the other capture. */
  picker(label: string): ReactNode;
}

export function CompareView({ index, picker }: CompareViewProps) {
  const summary = useAppStore(({ session }) => (session.phase === 'ready' ? session.summary : null));
  return (
    <div className="compare" data-testid="compare">
      {summary !== null && <Current summary={summary} index={index} picker={picker} />}
    </div>
  );
}

function Current({ summary, index, picker }: CompareViewProps & { readonly summary: AnalysisSummary }) {
  const comparing = useComparing(summary);
  const name = summary.capture.name;
  switch (comparing.phase) {
    case 'none':
      return <Asking name={name} picker={picker} failed={null} />;
    case 'working':
      return <Working comparing={comparing} />;
    case 'failed':
      return <Asking name={name} picker={picker} failed={comparing} />;
    case 'ready':
      return index === null ? (
        <ComparisonView comparing={comparing} picker={picker} />
      ) : (
        <PairView index={index} comparing={comparing} key={index} />
      );
  }
}

interface AskingProps {
  readonly name: string;
  readonly failed: Extract<Comparing, { phase: 'failed' }> | null;
  picker(label: string): ReactNode;
}

function Asking({ name, failed, picker }: AskingProps) {
  const text = useCompareMessages();
  return (
    <div className="compare-asking">
      <h1>{text.title}</h1>
      {failed !== null && <Failed failed={failed} />}
      <p className="compare-lead">{text.lead}</p>
      <p className="compare-open">{text.open(name)}</p>
      <p>{picker(text.choose)}</p>
      <p className="compare-note">{text.drop}</p>
      <p>
        <button type="button" className="button" data-testid="compare-within" onClick={compareWithin}>
          {text.within}
        </button>
      </p>
      <p className="compare-note">{text.withinNote}</p>
    </div>
  );
}

function Failed({ failed: { failure, name } }: { readonly failed: Extract<Comparing, { phase: 'failed' }> }) {
  const { code, text } = failureText(failure, useLanguage());
  return (
    <div>
      {name !== null && <p className="compare-open">{name}</p>}
      <Notice code={code} text={text} isAlert detail={failure.code === 'internal' ? failure.detail : undefined} />
    </div>
  );
}

function Working({ comparing: { name, fraction } }: { readonly comparing: Extract<Comparing, { phase: 'working' }> }) {
  const text = useCompareMessages();
  const percent = Math.floor(100 * fraction);
  return (
    <div className="compare-asking">
      <h1>{name === null ? text.workingWithin : text.working(name)}</h1>
      <div
        className="compare-bar"
        data-testid="compare-progress"
        role="progressbar"
        aria-label={text.progress}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <div className="compare-fill" style={{ transform: `scaleX(${fraction})` }} />
      </div>
      <p className="numeric">{percent} %</p>
      <p>
        <button type="button" className="button" data-testid="compare-cancel" onClick={cancelComparing}>
          {text.cancel}
        </button>
      </p>
    </div>
  );
}
