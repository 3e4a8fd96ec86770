// The last resort: a view that throws says so and leaves the rest of the page usable.

import { Component, type ReactNode } from 'react';
import { ViewFailed } from './ViewFailed';

interface State {
  readonly error: Error | null;
}

export class ErrorBoundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error === null ? this.props.children : <ViewFailed error={error} />;
  }
}
