// The connection at a glance above a long ladder: packets over time by direction, FINs and RSTs, what is on the screen now.
// Click and drag go there; with the keys it is a slider.

import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type RefObject } from 'react';
import { formatDuration, type Language } from '#engine/base/format';
import type { LadderMessages } from './ladder-messages';
import { drawOverview, type DrawnOverview, type OverviewColours } from './draw-overview';
import { MINIMAP_PX } from './minimap-size';
import type { Sight } from './sight';
import './minimap.css';

export interface MinimapProps {
  readonly overview: DrawnOverview;
  /** Where the last row ends, in seconds. */
  readonly endSeconds: number;
  readonly scroller: HTMLElement | null;
  readonly sight: Sight | null;
  readonly messages: LadderMessages;
  readonly language: Language;
  /** What a part begins with, in words. */
  named(part: number): string;
  /** To the first packet of a part, or to the last of all. */
  onJump(part: number | 'end'): void;
}

const PAGE_PARTS = 24;

export function Minimap({ overview, endSeconds, scroller, sight, messages, language, named, onJump }: MinimapProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const view = useRef<HTMLDivElement>(null);
  const [part, setPart] = useState(0);
  const parts = overview.client.length;
  const { durationSeconds } = overview;
  useDrawing(canvas, overview);

  // What is on the screen moves with every scroll event: set on the element, React has no part in it.
  useLayoutEffect(() => {
    const show = () => {
      if (view.current === null) return;
      const whole = Math.max(durationSeconds, Number.MIN_VALUE);
      const isScrolled = scroller !== null && scroller.scrollHeight > scroller.clientHeight + 1;
      const [from, to] = isScrolled ? (sight?.rangeAt(scroller.scrollTop, scroller.clientHeight) ?? [0, whole]) : [0, endSeconds];
      const share = (seconds: number) => Math.min(1, Math.max(0, seconds / whole));
      view.current.style.left = `${share(from) * 100}%`;
      view.current.style.width = `${Math.max(0, share(to) - share(from)) * 100}%`;
    };
    show();
    // Captured: before the rows are drawn anew, after which asking where the scroller stands would lay them out at once.
    const first = { passive: true, capture: true };
    scroller?.addEventListener('scroll', show, first);
    const observer = typeof ResizeObserver === 'undefined' || scroller === null ? null : new ResizeObserver(show);
    if (scroller !== null) observer?.observe(scroller);
    return () => {
      scroller?.removeEventListener('scroll', show, first);
      observer?.disconnect();
    };
  });

  const go = (wanted: number) => {
    const next = Math.min(parts - 1, Math.max(0, wanted));
    setPart(next);
    const top = sight?.topOf(((next + 0.5) / parts) * durationSeconds) ?? null;
    // The last part holds many packets; its end is the last of them.
    const isEnd = wanted >= parts;
    if (top !== null && scroller !== null) scroller.scrollTo?.({ top: isEnd ? scroller.scrollHeight : top - scroller.clientHeight / 2 });
    else onJump(isEnd ? 'end' : next);
  };
  const goToPointer = (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect();
    if (box !== undefined && box.width > 0) go(Math.floor(((event.clientX - box.left) / box.width) * parts));
  };
  const onKey = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: 1,
      ArrowDown: 1,
      ArrowLeft: -1,
      ArrowUp: -1,
      PageDown: PAGE_PARTS,
      PageUp: -PAGE_PARTS,
      Home: -parts,
      End: 2 * parts,
    };
    const step = steps[event.key];
    if (step === undefined || event.altKey || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    event.stopPropagation();
    go(part + step);
  };
  const at = (part / parts) * durationSeconds;
  return (
    <div
      className="minimap"
      data-testid="minimap"
      role="slider"
      tabIndex={0}
      aria-label={messages.minimap.label}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={parts - 1}
      aria-valuenow={part}
      aria-valuetext={messages.minimap.at(formatDuration(at, language), formatDuration(durationSeconds, language), named(part))}
      ref={frame}
      style={{ height: MINIMAP_PX }}
      onKeyDown={onKey}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture?.(event.pointerId);
        goToPointer(event);
      }}
      onPointerMove={(event) => {
        if ((event.buttons & 1) === 1) goToPointer(event);
      }}
    >
      <canvas ref={canvas} className="minimap-canvas" aria-hidden="true" />
      <span className="minimap-side minimap-client" aria-hidden="true">
        {messages.minimap.client}
      </span>
      <span className="minimap-side minimap-server" aria-hidden="true">
        {messages.minimap.server}
      </span>
      <span className="minimap-end" aria-hidden="true">
        {formatDuration(durationSeconds, language)}
      </span>
      <div className="minimap-view" ref={view} aria-hidden="true" />
    </div>
  );
}

/** Drawn anew when the data, the width or the theme changes. */
function useDrawing(canvasRef: RefObject<HTMLCanvasElement | null>, overview: DrawnOverview): void {
  useEffect(() => {
    const element = canvasRef.current;
    if (element === null) return undefined;
    const draw = () => {
      const context = element.getContext('2d');
      const width = element.clientWidth;
      if (context === null || width === 0) return;
      const ratio = window.devicePixelRatio || 1;
      element.width = Math.round(width * ratio);
      element.height = Math.round(MINIMAP_PX * ratio);
      context.scale(ratio, ratio);
      drawOverview(context, overview, width, coloursOf(element));
    };
    draw();
    const resized = typeof ResizeObserver === 'undefined' ? null : new ResizeObserver(draw);
    resized?.observe(element);
    const themed = new MutationObserver(draw);
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => {
      resized?.disconnect();
      themed.disconnect();
    };
  }, [canvasRef, overview]);
}

function coloursOf(element: HTMLElement): OverviewColours {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  // In forced colours the page's own tokens do not count.
  const isForced = window.matchMedia?.('(forced-colors: active)').matches === true;
  return {
    client: isForced ? 'CanvasText' : token('--accent'),
    server: isForced ? 'CanvasText' : token('--text-3'),
    axis: isForced ? 'CanvasText' : token('--border-strong'),
    lost: isForced ? 'CanvasText' : token('--o-noanswer'),
    reset: isForced ? 'CanvasText' : token('--o-reset'),
    fin: isForced ? 'CanvasText' : token('--o-early'),
  };
}
