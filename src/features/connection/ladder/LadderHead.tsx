// The ladder's sticky head: column names, the two endpoints over their lifelines, and where the capture was taken.

import type { Ref } from 'react';
import { formatEndpoint } from '#engine/base/format';
import type { LadderModel } from '#engine/ladder/ladder-model';
import { useLadderContext } from './ladder-context';
import { zoneName } from '../../../app/wall-clock';

interface HeadProps {
  readonly laneRef: Ref<HTMLDivElement>;
  readonly onSwap: (() => void) | undefined;
}

export function LadderHead({ laneRef, onSwap }: HeadProps) {
  const { messages, mode, scale } = useLadderContext();
  const timeHead = scale.mode === 'wall' ? messages.timeHeads.wall(zoneName(scale.startNs)) : messages.timeHeads[scale.mode];
  const hasChips = mode === 'margin' || mode === 'under';
  return (
    <div role="row" className="ladder-head" aria-rowindex={1}>
      <div role="columnheader" className="cell-number">
        {messages.ladder.number}
      </div>
      <div role="columnheader" className="cell-time">
        {timeHead}
      </div>
      <div role="columnheader" className="cell-delta">
        {messages.ladder.delta}
      </div>
      <div role="columnheader" className="cell-segment">
        <span className="visually-hidden">{messages.ladder.segment}</span>
        {mode === 'list' ? (
          <Ends />
        ) : (
          <>
            {hasChips ? <span className="state-slot" /> : null}
            <span className="head-lifeline" />
            <div className="lane" ref={laneRef}>
              <Ends />
              {onSwap === undefined ? null : (
                <button type="button" className="head-swap" aria-label={messages.ladder.swap} title={messages.ladder.swap} onClick={onSwap}>
                  ⇄
                </button>
              )}
            </div>
            <span className="head-lifeline" />
            {hasChips ? <span className="state-slot" /> : null}
          </>
        )}
      </div>
      <div role="columnheader" className="cell-notes">
        <span className="visually-hidden">{messages.ladder.notes}</span>
      </div>
    </div>
  );
}

function Ends() {
  const { model, messages } = useLadderContext();
  return (
    <span className="ends">
      <End side="client" model={model} />
      {model.middlebox ? <span className="end end-middle">{messages.ladder.device}</span> : null}
      {model.vantage === 'router' || model.vantage === 'unknown' ? (
        <span className="end end-middle end-tap">
          {model.vantage === 'router' ? `▼ ${messages.ladder.capturedBetween}` : messages.ladder.vantageUnknown}
        </span>
      ) : null}
      <End side="server" model={model} />
    </span>
  );
}

function End({ side, model }: { readonly side: 'client' | 'server'; readonly model: LadderModel }) {
  const { messages } = useLadderContext();
  const end = model[side];
  return (
    <span className={`end end-${side}`}>
      <span className="end-role">
        {messages.ladder[side]}
        {model.rolesAssumed ? ` (${messages.ladder.assumed})` : ''}
      </span>
      <span className="end-address">{formatEndpoint(end.address, end.port)}</span>
      <span className="end-facts">
        {model.vantage === side ? (
          <span className="end-tap">
            <span className="tap-sign">▼</span> {messages.ladder.capturedHere}
          </span>
        ) : null}
        {end.ttl === null ? null : <span className="end-ttl">{messages.ladder.ttl(end.ttl)}</span>}
      </span>
    </span>
  );
}
