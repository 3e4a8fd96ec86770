// What goes out as a file or a report: asked of the engine with the choices of the dialog, saved under a name that tells no more than it may.

import { useState } from 'react';
import type { Envelope } from '#engine/rpc/protocol';
import { useLanguage } from '../../app/language';
import { PROGRAM } from '../../app/program';
import { comparing } from '../../engine-client/comparing-client';
import { engine } from '../../engine-client/engine-client';
import { showToast, useAppStore } from '../../store/store';
import { fileStem, saveFile } from '../../ui/save-file';
import { formatHash } from '../../url/url-state';
import { shareMessages } from './messages';
import { reportViewOf, scopeOf, type ShareOptions, type Subject } from './share-forms';

interface Outgoing {
  readonly isBusy: boolean;
  readonly hasFailed: boolean;
  file(): Promise<Uint8Array | null>;
  report(): Promise<WrittenReport | null>;
  /** `plain`: its name where the capture's may say what its addresses would. */
  save(file: Blob, plain: string, ending: string, suffix?: string): void;
}

interface WrittenReport {
  readonly html: string;
  readonly markdown: string;
  /** Of a comparison. */
  readonly text?: string;
}

export function useOutgoing(subject: Subject, { replacesAddresses, hidesClock }: ShareOptions): Outgoing {
  const language = useLanguage();
  const text = shareMessages(language);
  const notes = useAppStore((state) => state.notes);
  const session = useAppStore((state) => state.session);
  const edits = useAppStore((state) => state.reportEdits[formatHash(reportViewOf(subject))]) ?? {};
  const [isBusy, setIsBusy] = useState(false);
  const [hasFailed, setHasFailed] = useState(false);
  const wish = { keepsAddresses: !replacesAddresses, hidesClock, notes, language, program: PROGRAM, edits };
  const ask = async <T>(make: () => Promise<Envelope<T>>): Promise<T | null> => {
    setIsBusy(true);
    const answer = await make();
    setIsBusy(false);
    setHasFailed(!answer.ok);
    return answer.ok ? answer.value : null;
  };
  return {
    isBusy,
    hasFailed,
    file: () =>
      ask(() =>
        subject.kind === 'comparison'
          ? comparing.analysisFile({ ...wish, pair: subject.pair })
          : engine().analysisFile({ ...wish, ...scopeOf(subject) }),
      ),
    report: () =>
      ask<WrittenReport>(async () => {
        if (subject.kind === 'comparison') {
          await comparing.hashFiles();
          return comparing.report({ ...wish, pair: subject.pair });
        }
        await engine().fileHashes();
        return engine().postmortem({ ...wish, ...scopeOf(subject) });
      }),
    save: (file, plain, ending, suffix = '') => {
      const stem = replacesAddresses || session.phase !== 'ready' ? plain : `${fileStem(session.file.name)}${suffix}`;
      saveFile(file, `${stem}.${ending}`);
      showToast(text.saved(`${stem}.${ending}`, file.size));
    },
  };
}
