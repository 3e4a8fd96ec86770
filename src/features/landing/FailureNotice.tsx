// Why a file could not be analysed: what it is, what that means, what to do.

import type { Failure } from '#engine/model/failure';
import { failureText } from '#engine/report/failure-words';
import { useLanguage } from '../../app/language';
import { Notice } from '../../ui/Notice';

export function FailureNotice({ failure, name }: { readonly failure: Failure; readonly name: string }) {
  const { code, text } = failureText(failure, useLanguage());
  return (
    <div className="landing-failure">
      <p className="landing-failure-name">{name}</p>
      <Notice code={code} text={text} isAlert detail={failure.code === 'internal' ? failure.detail : undefined} />
    </div>
  );
}
