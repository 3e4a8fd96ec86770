// A message with a code: what happened, what it means, what to do. Failures to load interrupt (role=alert), notes do not.

import type { ReactNode } from 'react';
import { useMessages } from '../app/language';
import { Icon } from './Icon';
import { Prose } from './Prose';
import './notice.css';

export interface NoticeProps {
  /** "E03"; null for a note without a code. */
  readonly code: string | null;
  readonly text: string;
  readonly isAlert?: boolean;
  /** Copyable technical detail, without addresses. */
  readonly detail?: string | undefined;
  readonly children?: ReactNode;
  readonly onDismiss?: () => void;
}

export function Notice({ code, text, isAlert = false, detail, children, onDismiss }: NoticeProps) {
  const messages = useMessages();
  return (
    <div
      className={isAlert ? 'notice notice-alert' : 'notice'}
      role={isAlert ? 'alert' : undefined}
      data-testid={code === null ? undefined : `notice-${code}`}
    >
      <Icon name={isAlert ? 'reset' : 'note'} />
      <div className="notice-body">
        <p>
          <Prose text={text} /> {code !== null && <span className="notice-code">{code}</span>}
        </p>
        {detail !== undefined && detail !== '' && (
          <details>
            <summary>{messages.notice.details}</summary>
            <pre className="notice-detail">{detail}</pre>
          </details>
        )}
        {children}
      </div>
      {onDismiss !== undefined && (
        <button type="button" className="button-icon" aria-label={messages.notice.dismiss} onClick={onDismiss}>
          <Icon name="close" />
        </button>
      )}
    </div>
  );
}
