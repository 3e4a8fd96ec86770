// One connection: verdict, ladder, evidence, packet and bytes. Fetches, and joins what the keys and the parts below have to say.

import { lazy, Suspense, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';

import { evidenceText } from '#engine/causes/words/evidence-words';
import type { LadderModel, PacketRow } from '#engine/ladder/ladder-model';
import { PACKET_WORDS } from '#engine/ladder/packet-words';
import { withRawNumbers } from '#engine/ladder/raw-numbers';
import type { Failure } from '#engine/model/failure';
import type { ConnectionReport } from '#engine/model/verdict';
import { formatCount, formatEndpoint } from '#engine/base/format';
import { focusGrid, isFocusFree } from '../../app/focus';
import { useLanguage } from '../../app/language';
import { mark } from '../../app/marks';
import { engine as engineClient, type Engine } from '../../engine-client/engine-client';
import { openConnection, openView, selectPacket, showToast, store, useAppStore } from '../../store/store';
import { copyText } from '../../ui/clipboard';
import { formatHash } from '../../url/url-state';
import { PacketNotes } from '../../ui/Note';
import { Notice } from '../../ui/Notice';
import { ConnectionHeader } from './ConnectionHeader';
import { Gauge } from './ladder/Gauge';
import { Ladder } from './ladder/Ladder';
import { LadderChip } from './ladder/LadderChip';
import { MAX_EXPANDED_ROWS, NOTHING_OPEN, useLadder, type OpenRuns } from './ladder/use-ladder';
import { useLook } from './ladder/use-look';
import { LadderToolbar } from './LadderToolbar';
import { connectionMessages, type ConnectionMessages } from './messages';
import { DetailPanel, type Tab } from './panel/DetailPanel';
import { EvidencePanel } from './panel/EvidencePanel';
import { PacketPanel } from '../../ui/packet/PacketPanel';
import { usePacket } from '../../ui/packet/use-packet';
import { showBytes } from './show-bytes';
import { Splitter, useSplit } from './Splitter';
import { useConnection, type ConnectionReading } from './use-connection';
import { useNeighbours } from './use-neighbours';
import { WindowTab } from './window/WindowTab';
import { useViewKeys, type ViewCommand } from '../../ui/ladder/use-view-keys';
import { connectionFilter, framesFilter } from '#engine/report/wireshark-filter';
import './connection.css';

// The text form is one click away, and few take it.
const loadText = () => import('./LadderText');
const LadderText = lazy(async () => ({ default: (await loadText()).LadderText }));
const LadderFilter = lazy(async () => ({ default: (await import('../../ui/ladder/LadderFilter')).LadderFilter }));

export interface ConnectionViewProps {
  readonly id: number;
  /** 1-based frame number that the address names; null for none. */
  readonly packet: number | null;
}

export function ConnectionView({ id, packet }: ConnectionViewProps) {
  // Nothing of one connection (open runs, marks, choices) belongs to the next.
  return <OneConnection key={id} id={id} packet={packet} />;
}

function OneConnection({ id, packet }: ConnectionViewProps) {
  const language = useLanguage();
  const messages = connectionMessages(language);
  const engine = engineClient();
  const [open, setOpen] = useState(NOTHING_OPEN);
  const reading = useConnection(id, open, engine);
  if (reading.state === 'failed') {
    return (
      <div className="conn" data-testid="connection" data-conn={id}>
        <Notice code="E23" text={messages.view.failed(id)} detail={detailsOf(id, reading.failure)} isAlert>
          <button type="button" className="button" onClick={() => void copyText(detailsOf(id, reading.failure))}>
            {messages.view.copyDetails}
          </button>
        </Notice>
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
  return <ShownConnection packet={packet} reading={reading} engine={engine} open={open} onOpenChange={setOpen} messages={messages} />;
}

/** For a report of the defect: what failed, and no address of the capture. */
function detailsOf(id: number, failure: Failure): string {
  const said = failure.code === 'internal' ? failure.detail : '';
  const hidden = said.replaceAll(/\d{1,3}(?:\.\d{1,3}){3}|(?:[\da-f]{0,4}:){2,7}[\da-f]{0,4}/gi, '…');
  return `connection ${id}: ${failure.code} ${hidden}`.trim();
}

/** Shorter ladders are read, not filtered. */
const FILTER_FROM_PACKETS = 40;
const LEAST_LADDER_PX = 160;
const MOST_LADDER_PX = 2_000;
const LEAST_EVIDENCE_PX = 240;
const MOST_EVIDENCE_PX = 900;

interface ShownConnectionProps {
  readonly packet: number | null;
  readonly reading: Extract<ConnectionReading, { state: 'ready' }>;
  readonly engine: Engine;
  readonly open: OpenRuns;
  readonly messages: ConnectionMessages;
  onOpenChange(open: OpenRuns): void;
}

function ShownConnection({ packet, reading, engine, open, messages, onOpenChange }: ShownConnectionProps) {
  const language = useLanguage();
  const { report, reusedBetween } = reading;
  const look = useLook();
  const model = useMemo(() => (look.isRaw ? withRawNumbers(reading.model) : reading.model), [reading.model, look.isRaw]);
  const ladderSplit = useSplit('ladder-height');
  const panelSplit = useSplit('evidence-width');
  const root = useRef<HTMLDivElement>(null);
  const isWide = useIsWide(root);
  const [tab, setTab] = useState<Tab>('evidence');
  const [isText, setIsText] = useState(false);
  const [bytesWished, setBytesWished] = useState(0);
  const [observed, setObserved] = useState<readonly number[] | null>(null);
  const openPacket = useCallback(() => setTab((before) => (before === 'bytes' || before === 'payload' ? before : 'packet')), []);
  const state = useLadder({
    model,
    packet,
    captureSeconds: report.startSeconds,
    open,
    onOpenChange,
    onTooManyRows: (rows) => showToast(messages.actions.tooManyRows(formatCount(rows), formatCount(MAX_EXPANDED_ROWS))),
    onPacket: selectPacket,
    onOpenPacket: openPacket,
  });
  const filterPackets = useCallback((filter: string) => onOpenChange({ ...NOTHING_OPEN, filter }), [onOpenChange]);
  const neighbours = useNeighbours(report.id);
  const claims = useMemo(
    () => new Map(model.annotations.map((note) => [note.number, evidenceText({ ...note }, language)])),
    [model.annotations, language],
  );
  const isPacketShown = tab === 'packet' || tab === 'bytes' || tab === 'payload' || (isWide && tab === 'evidence');
  const packetReading = usePacket(isPacketShown ? state.frame : null, engine.packet);
  const row = useMemo(() => packetRowOf(reading.model, state.frame), [reading.model, state.frame]);

  useEffect(() => {
    if (bytesWished > 0 && root.current !== null) showBytes(root.current);
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
    expandAll: state.toggleAll,
    mark: () => {
      const frame = state.toggleMark();
      showToast(frame === null ? messages.unmarked : messages.marked(frame));
    },
    time: state.cycleTimeMode,
    linear: () => {
      const hasDrawing = root.current?.querySelector('.ladder')?.getAttribute('data-mode') !== 'list';
      if (!hasDrawing) return showToast(messages.actions.noScale);
      look.change({ isLinear: !look.isLinear });
      // The rows are other elements now: the keys go on where they were.
      state.centre();
    },
    zoomIn: () => {
      if (look.isLinear) look.zoomBy(1);
    },
    zoomOut: () => {
      if (look.isLinear) look.zoomBy(-1);
    },
    density: () => showToast(messages.actions.densities[look.cycleDensity()]),
    raw: () => {
      look.change({ isRaw: !look.isRaw });
      showToast(look.isRaw ? messages.actions.relativeNumbers : messages.actions.rawNumbers);
    },
    bytes: () => {
      setTab('bytes');
      setBytesWished((count) => count + 1);
    },
    copy: () => void loadText().then(({ ladderText }) => copyText(ladderText(model, language, look))),
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
  const [gauge, endGauge] = useMemo(() => {
    if (model.gauge === null) return [null, null];
    const href = formatHash({ kind: 'charts', query: chartQuery(report) });
    const shared = { gauge: model.gauge, cause: report.verdict.cause, href, messages };
    return [<Gauge key="start" {...shared} />, model.gauge.atEnd === undefined ? null : <Gauge key="end" {...shared} isAtEnd />];
  }, [model.gauge, report, messages]);
  const partSize = (selector: string, size: 'offsetHeight' | 'offsetWidth') =>
    root.current?.querySelector<HTMLElement>(selector)?.[size] ?? 0;
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
          <LadderToolbar
            state={state}
            look={look}
            report={report}
            isText={isText}
            messages={messages}
            on={commands}
            filter={
              model.packets < FILTER_FROM_PACKETS ? null : (
                <Suspense>
                  <LadderFilter
                    packets={model.packets}
                    fitting={model.fitting}
                    words={PACKET_WORDS}
                    filter={open.filter}
                    messages={messages}
                    onFilter={filterPackets}
                  />
                </Suspense>
              )
            }
            onText={setIsText}
          />
        }
      />
      <PacketNotes hasFrame={hasFrame} onSelect={selectFrame} />
      {isText ? (
        <Suspense>
          <LadderText model={model} language={language} look={look} label={messages.ladder.label} />
        </Suspense>
      ) : (
        <Ladder
          state={state}
          look={look}
          language={language}
          messages={messages}
          claims={claims}
          gauge={gauge}
          endGauge={endGauge}
          heightPx={ladderSplit.px}
          onSwap={() => look.change({ isSwapped: !look.isSwapped })}
        />
      )}
      <Splitter
        label={messages.actions.resizeLadder}
        orientation="horizontal"
        split={ladderSplit}
        min={LEAST_LADDER_PX}
        max={MOST_LADDER_PX}
        measure={() => partSize('.ladder-scroll', 'offsetHeight')}
      />
      <DetailPanel
        evidenceWidthPx={panelSplit.px}
        splitter={
          <Splitter
            label={messages.actions.resizePanel}
            orientation="vertical"
            split={panelSplit}
            min={LEAST_EVIDENCE_PX}
            max={MOST_EVIDENCE_PX}
            measure={() => partSize('.panel-evidence', 'offsetWidth')}
          />
        }
        window={() => <WindowTab id={report.id} startSeconds={report.startSeconds} />}
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
          <PacketPanel reading={packetReading} row={row} usual={reading.model} form={form} language={language} messages={messages} />
        )}
      />
    </div>
  );
}

/** What the gauge counts: the server's connections, of one client where its limit is per client. */
function chartQuery({ client, server, verdict }: ConnectionReport): string {
  const listener = `server:${formatEndpoint(server.address, server.port)}`;
  return verdict.cause === 'connection-limit-per-client' ? `client:${client.address} ${listener}` : listener;
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
