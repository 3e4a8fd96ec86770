// The details beside or below the ladder. Wide: evidence stays in sight next to the packet. Narrow: three tabs.

import { useId, useRef, type KeyboardEvent, type ReactNode } from 'react';
import type { ConnectionMessages } from '../messages';

export type Tab = 'evidence' | 'packet' | 'bytes' | 'payload' | 'window';

export interface DetailPanelProps {
  /** Chosen width; null for the style sheet's. */
  readonly evidenceWidthPx: number | null;
  readonly isWide: boolean;
  readonly tab: Tab;
  readonly frame: number | null;
  readonly messages: ConnectionMessages;
  readonly evidence: ReactNode;
  readonly packet: (form: 'fields' | 'bytes' | 'payload') => ReactNode;
  readonly window: () => ReactNode;
  /** Between evidence and packet, where they stand beside each other. */
  readonly splitter: ReactNode;
  onTab(tab: Tab): void;
}

export function DetailPanel({
  evidenceWidthPx,
  isWide,
  tab,
  frame,
  messages,
  evidence,
  packet,
  window,
  splitter,
  onTab,
}: DetailPanelProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const tabs: readonly Tab[] = isWide ? ['packet', 'bytes', 'payload', 'window'] : ['evidence', 'packet', 'bytes', 'payload', 'window'];
  const shown = tabs.includes(tab) ? tab : 'packet';
  const names: Readonly<Record<Tab, string>> = {
    evidence: messages.panel.evidence,
    packet: frame === null ? messages.panel.packet : messages.panel.packetOf(frame),
    bytes: messages.panel.bytes,
    payload: messages.panel.payloadTab,
    window: messages.panel.window,
  };
  const step = (event: KeyboardEvent) => {
    const at = tabs.indexOf(shown);
    const target =
      event.key === 'ArrowRight'
        ? (at + 1) % tabs.length
        : event.key === 'ArrowLeft'
          ? (at + tabs.length - 1) % tabs.length
          : event.key === 'Home'
            ? 0
            : event.key === 'End'
              ? tabs.length - 1
              : -1;
    const next = tabs[target];
    if (next === undefined) return;
    event.preventDefault();
    onTab(next);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next}"]`)?.focus();
  };
  return (
    <div
      className={isWide ? 'conn-panel conn-panel-wide' : 'conn-panel'}
      style={evidenceWidthPx === null ? undefined : { '--evidence-width': `${evidenceWidthPx}px` }}
    >
      {isWide ? (
        <section className="panel-part panel-evidence" aria-labelledby={`${id}-evidence`}>
          <h2 id={`${id}-evidence`} className="panel-title">
            {messages.panel.evidence}
          </h2>
          {evidence}
        </section>
      ) : null}
      {isWide ? splitter : null}
      <section className="panel-part" aria-labelledby={`${id}-details`}>
        <h2 id={`${id}-details`} className="visually-hidden">
          {messages.panel.details}
        </h2>
        <div role="tablist" className="panel-tabs" aria-label={messages.panel.details} ref={list}>
          {tabs.map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              id={`${id}-${name}`}
              data-tab={name}
              className="panel-tab"
              aria-selected={name === shown}
              aria-controls={`${id}-panel`}
              tabIndex={name === shown ? 0 : -1}
              onClick={() => onTab(name)}
              onKeyDown={step}
            >
              {names[name]}
            </button>
          ))}
        </div>
        <div
          role="tabpanel"
          id={`${id}-panel`}
          className="panel-body"
          tabIndex={-1}
          data-testid={shown === 'packet' ? 'packet-tab' : undefined}
          data-shown={shown}
          aria-labelledby={`${id}-${shown}`}
        >
          {shown === 'evidence' ? evidence : shown === 'window' ? window() : packet(shown === 'packet' ? 'fields' : shown)}
        </div>
      </section>
    </div>
  );
}
