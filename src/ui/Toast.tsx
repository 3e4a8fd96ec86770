// A short confirmation. The live region stands in the page from the start, else screen readers miss the first one.

import { useEffect } from 'react';
import { useAppStore } from '../store/store';
import './toast.css';

const SHOWN_MS = 4_000;

export function Toast() {
  const toast = useAppStore((state) => state.toast);
  const dismiss = useAppStore((state) => state.toastDismissed);
  useEffect(() => {
    if (toast === null) return;
    const timer = setTimeout(() => dismiss(toast.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast, dismiss]);
  return (
    <div className="toast-region" role="status" aria-live="polite">
      {toast !== null && (
        <div className="toast" data-testid="toast" key={toast.id}>
          {toast.text}
        </div>
      )}
    </div>
  );
}
