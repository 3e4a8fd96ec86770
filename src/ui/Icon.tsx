// Own 16 px stroke icons in currentColor. Decoration only: the word always stands beside them or in the button's name.

const PATHS = {
  reset: 'M5.2 1.8h5.6l3.4 3.4v5.6l-3.4 3.4H5.2l-3.4-3.4V5.2zM5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8',
  refused: 'M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8M3.7 12.3l8.6-8.6',
  noanswer: 'M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8M8 4.4V8l2.6 1.8',
  early: 'M2.2 2.2h11.6v11.6H2.2zM2.2 5h5.8M2.2 8h5.8M2.2 11h5.8M8 2.2v11.6',
  closed: 'M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8M5 8.2l2.1 2.1L11 6',
  unclear: 'M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8M6.1 6.2a1.9 1.9 0 1 1 2.7 1.7c-.6.3-.8.6-.8 1.2M8 11.2v.3',
  findings: 'M2 3h12M2 6.6h12M2 10.2h7M2 13.4h5M11 11.6l1.5 1.6 2.2-3',
  connections: 'M2 4h9M9 2l2.4 2L9 6M14 11.6H5M7 9.6l-2.4 2 2.4 2',
  charts: 'M2 2v12h12M5 11.4V8M8 11.4V4.6M11 11.4V6.4M13.6 11.4V9',
  compare: 'M2.4 2v12M13.6 2v12M2.4 5h6.4M8.8 3.2 10.6 5 8.8 6.8M13.6 11H7.2M9 9.2 7.2 11 9 12.8',
  report: 'M3 1.8h7l3 3v9.4H3zM5.4 7.4h5.2M5.4 10.4h5.2M5.4 4.4h2.4',
  share: 'M8 9.6V1.8M5 4.6 8 1.8l3 2.8M4.4 7H2.6v7.2h10.8V7h-1.8',
  drop: 'M8 1.8v8M4.8 6.8 8 10l3.2-3.2M2 11.6v2.6h12v-2.6',
  open: 'M1.8 13.2V2.8h4.4l1.6 2h6.4v2M1.8 13.2 4 6.8h11l-2.2 6.4z',
  lock: 'M3.4 7h9.2v7H3.4zM5.4 7V4.8a2.6 2.6 0 0 1 5.2 0V7M8 9.8v1.8',
  copy: 'M5.4 5.4h8.4v8.4H5.4zM10.6 5.4V2.2H2.2v8.4h3.2',
  check: 'M2.6 8.6l3.4 3.4 7.4-8',
  note: 'M8 1.8 14.6 13.6H1.4zM8 6v3.6M8 11.4v.4',
  write: 'M2.4 13.6l.8-3.2 7.6-7.6 2.4 2.4-7.6 7.6zM9.2 4.4l2.4 2.4',
  tap: 'M8 14V8.4M3.6 3.6a6.2 6.2 0 0 0 0 8.8M12.4 3.6a6.2 6.2 0 0 1 0 8.8M5.7 5.7a3.2 3.2 0 0 0 0 4.6M10.3 5.7a3.2 3.2 0 0 1 0 4.6',
  theme: 'M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8M8 1.8v12.4M8.6 4.4h3.6M8.6 8h5.4M8.6 11.6h3.6',
  close: 'M3.4 3.4l9.2 9.2M12.6 3.4l-9.2 9.2',
  previous: 'M10 2.6 4.6 8l5.4 5.4',
  next: 'M6 2.6 11.4 8 6 13.4',
  arrow: 'M2 8h11M9 4l4 4-4 4',
  up: 'M8 12.6V3.4M4.4 7 8 3.4 11.6 7',
  down: 'M8 3.4v9.2M4.4 9 8 12.6 11.6 9',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The app's mark: two lifelines and a broken arrow. */
export function Mark({ size = 20 }: { readonly size?: number }) {
  return (
    <svg className="mark" width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path className="mark-lifelines" d="M3.5 2v16M16.5 2v16" />
      <path className="mark-arrow" d="M3.5 6.5h4.2M3.5 6.5M12.2 13.5h4.3M8.2 10.2l3.6 3.6M11.8 10.2l-3.6 3.6" />
    </svg>
  );
}
