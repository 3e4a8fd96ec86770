// A border that can be moved: by the pointer, by arrow keys in steps of 16 px; Enter gives the room to the other side and back.
// Where it stands is remembered on this computer.

import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { readStored, writeStored } from '../../store/storage';

const STEP_PX = 16;

export interface Split {
  /** Null until the reader moves it: then the style sheet decides. */
  readonly px: number | null;
  set(px: number | null): void;
}

/** `name` is part of the key under which it is remembered. */
export function useSplit(name: string): Split {
  const key = `whyreset.${name}`;
  const [px, setPx] = useState<number | null>(() => {
    const stored = readStored(key);
    return stored !== null && /^\d{1,5}$/.test(stored) ? Number(stored) : null;
  });
  return {
    px,
    set: (next) => {
      setPx(next);
      writeStored(key, next === null ? null : String(next));
    },
  };
}

interface SplitterProps {
  readonly label: string;
  /** Which way the border itself runs. */
  readonly orientation: 'horizontal' | 'vertical';
  readonly split: Split;
  readonly min: number;
  readonly max: number;
  /** The size that the border ends, as it is drawn now. */
  measure(): number;
}

export function Splitter({ label, orientation, split, min, max, measure }: SplitterProps) {
  const drag = useRef<{ readonly at: number; readonly from: number } | null>(null);
  const before = useRef<number | null>(null);
  const clamp = (px: number) => Math.round(Math.min(max, Math.max(min, px)));
  const isRow = orientation === 'horizontal';
  const place = (event: PointerEvent) => (isRow ? event.clientY : event.clientX);
  const onKey = (event: KeyboardEvent) => {
    const grow = isRow ? 'ArrowDown' : 'ArrowRight';
    const shrink = isRow ? 'ArrowUp' : 'ArrowLeft';
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === grow) split.set(clamp(measure() + STEP_PX));
    else if (event.key === shrink) split.set(clamp(measure() - STEP_PX));
    else if (event.key === 'Home') split.set(min);
    else if (event.key === 'End') split.set(max);
    else if (event.key === 'Enter') {
      const isCollapsed = split.px === min;
      if (!isCollapsed) before.current = split.px;
      split.set(isCollapsed ? before.current : min);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      role="separator"
      className={`splitter splitter-${orientation}`}
      data-testid={`splitter-${orientation}`}
      tabIndex={0}
      aria-label={label}
      aria-orientation={orientation}
      aria-valuemin={min}
      aria-valuemax={max}
      aria-valuenow={clamp(split.px ?? Math.round((min + max) / 2))}
      onKeyDown={onKey}
      onDoubleClick={() => split.set(null)}
      onPointerDown={(event) => {
        drag.current = { at: place(event), from: measure() };
        event.currentTarget.setPointerCapture?.(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (drag.current !== null && (event.buttons & 1) === 1) split.set(clamp(drag.current.from + place(event) - drag.current.at));
      }}
      onPointerUp={() => {
        drag.current = null;
      }}
    />
  );
}
