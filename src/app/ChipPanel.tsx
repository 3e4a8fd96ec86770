// A chip that explains itself when it is pressed: a button, and a panel below it that Esc or a click elsewhere closes.

import { useEffect, useRef, useState, type ReactNode } from 'react';

interface ChipPanelProps {
  readonly testId: string;
  /** Machine values, for tests and scripts. */
  readonly data: Readonly<Record<`data-${string}`, string | number>>;
  readonly isNoted?: boolean;
  readonly title?: string | undefined;
  readonly label: ReactNode;
  readonly children: ReactNode;
}

export function ChipPanel({ testId, data, isNoted = false, title, label, children }: ChipPanelProps) {
  const [isOpen, setIsOpen] = useState(false);
  const element = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    const close = (event: Event) => {
      if (event instanceof KeyboardEvent) {
        if (event.key !== 'Escape') return;
        // One level at a time: what lies below keeps its Esc.
        event.preventDefault();
        event.stopPropagation();
        button.current?.focus();
        setIsOpen(false);
      } else if (!element.current?.contains(event.target as Node)) setIsOpen(false);
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('keydown', close, true);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('keydown', close, true);
    };
  }, [isOpen]);
  return (
    <div className="quality" data-testid={testId} {...data} ref={element}>
      <button
        ref={button}
        type="button"
        className={isNoted ? 'chip chip-button chip-noted' : 'chip chip-button'}
        aria-expanded={isOpen}
        title={title}
        onClick={() => setIsOpen(!isOpen)}
      >
        {label}
      </button>
      {isOpen && <div className="quality-panel">{children}</div>}
    </div>
  );
}
