// What a failed view shows: that nothing was lost or sent, what helps, and details to copy.

import { Notice } from '../ui/Notice';
import { useMessages } from './language';

export function ViewFailed({ error }: { readonly error: Error }) {
  const text = useMessages().app;
  return (
    <div className="view-failed">
      <h1>{text.viewFailed}</h1>
      <Notice code={null} text={text.viewFailedAdvice} isAlert detail={error.stack ?? error.message}>
        <button type="button" className="button" onClick={() => window.location.reload()}>
          {text.reload}
        </button>
      </Notice>
    </div>
  );
}
