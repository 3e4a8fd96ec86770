// Points in time that checks and benchmarks rely on, in production builds too. Each is set anew each time.

export type MarkName = 'file-accepted' | 'first-provisional' | 'first-final' | 'ladder-ready' | 'filter-applied' | 'bytes-shown';

export function mark(name: MarkName): void {
  performance.clearMarks(name);
  performance.mark(name);
}
