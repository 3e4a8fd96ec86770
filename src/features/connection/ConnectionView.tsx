// One connection: verdict, ladder, evidence, packet and bytes. Fetches, and joins what the keys and the parts below have to say.

import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';

import { evidenceText } from '#engine/causes/words/evidence-words';
import type { LadderModel, PacketRow } from '#engine/ladder/ladder-model';
import { renderTextLadder } from '#engine/ladder/text-ladder';
import type { ConnectionReport } from '#engine/model/verdict';
import { formatCount } from '#engine/base/format';
import { focusGrid, isFocusFree } from '../../app/focus';
import { useLanguage } from '../../app/language';
import { mark } from '../../app/marks';
import { engine as engineClient, type Engine } from '../../engine-client/engine-client';
import { openConnection, openView, selectPacket, showToast, store, useAppStore } from '../../store/store';
import { copyText } from '../../ui/clipboard';
import { Notice } from '../../ui/Notice';
import { ConnectionHeader } from './ConnectionHeader';
import { Gauge } from './ladder/Gauge';
import { Ladder } from './ladder/Ladder';
import { LadderChip } from './ladder/LadderChip';
import { MAX_EXPANDED_ROWS, useLadder } from './ladder/use-ladder';
import { LadderToolbar } from './LadderToolbar';
import { connectionMessages, type ConnectionMessages } from './messages';
import { DetailPanel, type Tab } from './panel/DetailPanel';
import { EvidencePanel } from './panel/EvidencePanel';
import { PacketPanel } from './panel/PacketPanel';
import { usePacket } from './panel/use-packet';
import { useConnection, type ConnectionReading } from './use-connection';
import { useNeighbours } from './use-neighbours';
import { useViewKeys, type ViewCommand } from './use-view-keys';
import { connectionFilter, framesFilter } from '../../app/wireshark-filter';
import './connection.css';

export interface ConnectionViewProps {
  readonly id: number;
  /** 1-based frame number that the address names; null for none. */
  readonly packet: number | null;
}

export function ConnectionView({ id, packet }: ConnectionViewProps) {
  // Nothing of one connection (open runs, marks, choices) belongs to the next.
  return <OneConnection key={id} id={id} packet={packet} />;
}

const NOTHING_EXPANDED: readonly number[] = [];

function OneConnection({ id, packet }: ConnectionViewProps) {
  const language = useLanguage();
  const messages = connectionMessages(language);
  const engine = engineClient();
  const [expanded, setExpanded] = useState(NOTHING_EXPANDED);
  const reading = useConnection(id, expanded, engine);
  if (reading.state === 'failed') {
    return (
      <div className="conn" data-testid="connection" data-conn={id}>
        <Notice code={null} text={messages.view.failed} detail={reading.failure.code} isAlert />
        <button type="button" className="button" onClick={() => goUp(null)}>
          {messages.view.toConnections}
        </button>
      </div>
    );
  }
  if (reading.state === 'reading') {
    return (
      <div className="conn" aria-busy="true">
        <p className="conn-wait">{messages.view.loading}</p>
      </div>
    );
  }
  return (
    <ShownConnection
      packet={packet}
      reading={reading}
      engine={engine}
      expanded={expanded}
      onExpandedChange={setExpanded}
      messages={messages}
    />
  );
}

interface ShownConnectionProps {
  readonly packet: number | null;
  readonly reading: Extract<ConnectionReading, { state: 'ready' }>;
  readonly engine: Engine;
  readonly expanded: readonly number[];
  readonly messages: ConnectionMessages;
  onExpandedChange(expanded: readonly number[]): void;
}

function ShownConnection({ packet, reading, engine, expanded, messages, onExpandedChange }: ShownConnectionProps) {
  const language = useLanguage();
  const { report, model, reusedBetween } = reading;
  const root = useRef<HTMLDivElement>(null);
  const isWide = useIsWide(root);
  const [tab, setTab] = useState<Tab>('evidence');
  const [isText, setIsText] = useState(false);
  const [bytesWished, setBytesWished] = useState(0);
  const [observed, setObserved] = useState<readonly number[] | null>(null);
  const openPacket = useCallback(() => setTab((before) => (before === 'bytes' ? 'bytes' : 'packet')), []);
  const state = useLadder({
    model,
    packet,
    captureSeconds: report.startSeconds,
    expanded,
    onExpandedChange,
    onPacket: selectPacket,
    onOpenPacket: openPacket,
  });
  const neighbours = useNeighbours(report.id);
  const claims = useMemo(
    () => new Map(model.annotations.map((note) => [note.number, evidenceText({ ...note }, language)])),
    [model.annotations, language],
  );
  const text = useMemo(() => renderTextLadder(model, language), [model, language]);
  const isPacketShown = isWide || tab !== 'evidence';
  const packetReading = usePacket(isPacketShown ? state.frame : null, engine.packet);
  const row = useMemo(() => packetRowOf(model, state.frame), [model, state.frame]);

  useEffect(() => {
    if (bytesWished > 0) root.current?.querySelector('[role="tabpanel"]')?.scrollIntoView?.({ block: 'nearest' });
  }, [bytesWished]);
  useLayoutEffect(() => {
    mark('ladder-ready');
  }, [model]);
  useLayoutEffect(() => {
    // Arrows and Enter work on arrival. A packet in the address takes the focus by itself.
    if (isFocusFree() && root.current !== null) focusGrid(root.current);
  }, []);

  const wholeFilter = connectionFilter(report.client, report.server, reusedBetween);
  const copyFilter = (filter: string) => void copyText(filter).then(() => showToast(messages.actions.filterCopied(filter)));
  const toggleAll = () => {
    if (!state.toggleAll()) showToast(messages.actions.tooManyRows(formatCount(state.allPackets), formatCount(MAX_EXPANDED_ROWS)));
  };
  const goTo = (id: number | null | undefined) => {
    if (id !== null && id !== undefined) openConnection(id);
  };
  const cameFromTable = useAppStore((app) => app.cameFromTable);
  const back = () => goUp(cameFromTable ? null : (neighbours?.finding ?? null));
  const commands: Readonly<Record<ViewCommand, () => void>> = {
    next: () => state.move(1),
    previous: () => state.move(-1),
    nextNote: () => state.moveToNote(1),
    previousNote: () => state.moveToNote(-1),
    expandAll: toggleAll,
    mark: () => {
      const frame = state.toggleMark();
      showToast(frame === null ? messages.unmarked : messages.marked(frame));
    },
    time: state.cycleTimeMode,
    bytes: () => {
      setTab('bytes');
      setBytesWished((count) => count + 1);
    },
    copy: () => void copyText(text),
    filter: () => copyFilter(filterAtFocus(model, observed) ?? wholeFilter),
    connectionFilter: () => copyFilter(wholeFilter),
    centre: state.centre,
    back,
    previousConnection: () => goTo(neighbours?.previous),
    nextConnection: () => goTo(neighbours?.next),
  };
  useViewKeys((command) => commands[command]());

  const { hasFrame, selectFrame } = state;
  const chip = useCallback(
    (frame: number, isSelected: boolean) => (
      <LadderChip
        key={frame}
        frame={frame}
        connection={report.id}
        isSelected={isSelected}
        onSelect={hasFrame(frame) ? selectFrame : null}
      />
    ),
    [report.id, hasFrame, selectFrame],
  );
  const gauge = model.gauge === null ? null : <Gauge gauge={model.gauge} cause={report.verdict.cause} messages={messages} />;
  return (
    <div
      className="conn"
      ref={root}
      data-testid="connection"
      data-cause={report.verdict.cause}
      data-conf={report.verdict.confidence.toFixed(2)}
      data-outcome={report.outcome}
      data-conn={report.id}
    >
      <ConnectionHeader
        report={report}
        neighbours={neighbours}
        language={language}
        messages={messages}
        isBackToTable={cameFromTable || neighbours === null}
        onBack={back}
        onNeighbour={goTo}
        onCopyText={commands.copy}
        onCopyFilter={commands.connectionFilter}
        tools={
          <LadderToolbar state={state} report={report} isText={isText} messages={messages} onToggleAll={toggleAll} onText={setIsText} />
        }
      />
      {isText ? (
        <pre className="ladder-text" data-testid="ladder-text" tabIndex={0} role="group" aria-label={messages.ladder.label}>
          {text}
        </pre>
      ) : (
        <Ladder state={state} language={language} messages={messages} claims={claims} gauge={gauge} />
      )}
      <DetailPanel
        isWide={isWide}
        tab={tab}
        frame={state.frame}
        messages={messages}
        onTab={setTab}
        evidence={
          <EvidencePanel
            report={report}
            language={language}
            messages={messages}
            selectedFrame={isCited(report, state.frame) ? state.frame : null}
            chip={chip}
            onObservation={setObserved}
          />
        }
        packet={(form) => (
          <PacketPanel reading={packetReading} row={row} model={model} form={form} language={language} messages={messages} />
        )}
      />
    </div>
  );
}

/** Up, not back in the history: after a walk through thirty examples the finding is one step away, not thirty. */
function goUp(finding: number | null): void {
  openView(finding === null ? { kind: 'connections', query: store.getState().lastQuery } : { kind: 'finding', index: finding });
}

function packetRowOf(model: LadderModel, frame: number | null): PacketRow | null {
  for (const row of model.rows) {
    if (row.kind === 'packet' && row.frame === frame) return row;
    const inner = row.kind === 'run' ? row.rows.find((candidate) => candidate.frame === frame) : undefined;
    if (inner !== undefined) return inner;
  }
  return null;
}

function isCited({ verdict }: ConnectionReport, frame: number | null): boolean {
  return (
    frame !== null &&
    [...verdict.evidence, ...verdict.ruledOut, ...verdict.alternatives].some(({ frames }) => frames?.includes(frame) === true)
  );
}

/** What the focus stands on decides the filter: an observation, a note, a packet; null elsewhere. */
function filterAtFocus(model: LadderModel, observed: readonly number[] | null): string | null {
  const focused = document.activeElement;
  if (observed !== null && focused?.closest('.proof') !== null && observed.length > 0) return framesFilter(observed);
  const card = focused?.closest<HTMLElement>('.note-card') ?? null;
  const note = card === null ? undefined : model.annotations.find((candidate) => String(candidate.number) === card.dataset['note']);
  if (note !== undefined) return framesFilter(note.frames);
  const packet = focused?.closest<HTMLElement>('[role="row"][data-packet]')?.dataset['packet'];
  // On arrival the first row has the focus, and nobody has chosen it.
  const { view } = store.getState();
  const isChosen = view.kind === 'connection' && view.packet !== null;
  return packet === undefined || !isChosen ? null : framesFilter([Number(packet)]);
}

const WIDE_FROM_PX = 1000;

function useIsWide(root: { readonly current: HTMLElement | null }): boolean {
  const [isWide, setIsWide] = useState(true);
  useLayoutEffect(() => {
    const measure = () => {
      const width = root.current?.clientWidth ?? 0;
      if (width > 0) setIsWide(width >= WIDE_FROM_PX);
    };
    measure();
    if (typeof ResizeObserver === 'undefined' || root.current === null) return undefined;
    const observer = new ResizeObserver(measure);
    observer.observe(root.current);
    return () => observer.disconnect();
  }, [root]);
  return isWide;
}
