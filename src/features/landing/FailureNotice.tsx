// Why a file could not be analysed: what it is, what that means, what to do.

import type { Failure } from '#engine/model/failure';
import { failureText } from '#engine/report/failure-words';
import { useLanguage, useMessages } from '../../app/language';
import { openThriftily, percentRead } from '../../app/open-capture';
import { Notice } from '../../ui/Notice';

export function FailureNotice({ failure, name }: { readonly failure: Failure; readonly name: string }) {
  const messages = useMessages().notice;
  const { code, text } = failureText(failure, useLanguage());
  const percent = percentRead();
  const isTooMuch = failure.code === 'out-of-memory';
  return (
    <div className="landing-failure">
      <p className="landing-failure-name">{name}</p>
      <Notice code={code} text={text} isAlert detail={failure.code === 'internal' ? failure.detail : undefined}>
        {isTooMuch && (
          <p className="notice-actions">
            {percent > 0 && (
              <button type="button" className="button" onClick={() => openThriftily('read')}>
                {messages.partly} ({percent} %)
              </button>
            )}
            <button type="button" className="button" onClick={() => openThriftily('headers')}>
              {messages.headersOnly}
            </button>
          </p>
        )}
      </Notice>
    </div>
  );
}
