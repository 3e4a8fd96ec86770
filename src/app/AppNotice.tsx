// Messages about opening that belong to no view: a folder, too many files, a link that cannot be read.

import { useAppStore } from '../store/store';
import type { LandingNotice } from '../store/state';
import type { Messages } from '../messages/en';
import { Notice } from '../ui/Notice';
import { useMessages } from './language';
import { openAnyway } from './open-capture';

function wordsOf(notice: LandingNotice, messages: Messages): { readonly code: string | null; readonly text: string } {
  const text = messages.notice;
  switch (notice.kind) {
    case 'folder':
      return { code: 'E08', text: text.E08 };
    case 'too-many':
      return { code: 'E09', text: text.E09(notice.files) };
    case 'link':
      return notice.failure.code === 'link-too-new'
        ? { code: 'E42', text: text.E42(notice.failure.version) }
        : { code: 'E44', text: text.E44 };
    case 'other-capture':
      return { code: 'E43', text: text.E43 };
    case 'pasted-error':
      return { code: null, text: text.pastedError };
    case 'sample-unavailable':
      return { code: null, text: text.sample };
  }
}

export function AppNotice() {
  const messages = useMessages();
  const notice = useAppStore((state) => state.notice);
  const show = useAppStore((state) => state.noticeShown);
  return (
    <>
      {notice !== null && (
        <div className="app-notice">
          <Notice {...wordsOf(notice, messages)} isAlert onDismiss={() => show(null)}>
            {notice.kind === 'other-capture' && (
              <button type="button" className="button" data-testid="open-anyway" onClick={openAnyway}>
                {messages.notice.openAnyway}
              </button>
            )}
          </Notice>
        </div>
      )}
    </>
  );
}
