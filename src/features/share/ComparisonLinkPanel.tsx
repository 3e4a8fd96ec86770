// The link to a comparison of two captures, or to one compared connection.

import type { ReactNode } from 'react';
import type { ComparisonShareAnswer } from '#engine/rpc/comparing';
import { useLanguage } from '../../app/language';
import { comparing } from '../../engine-client/comparing-client';
import { useAppStore } from '../../store/store';
import { LinkResult } from './LinkResult';
import { shareMessages } from './messages';
import { Holds, LeftOut, type PanelProps } from './ShareParts';
import { useAnswer, useLast } from './use-answer';

interface ComparisonLinkPanelProps extends Omit<PanelProps, 'subject'> {
  readonly pair: number | null;
  readonly preview: (fragment: string) => ReactNode;
  readonly onFile: () => void;
}

export function ComparisonLinkPanel({ pair, options, onOptions, preview, onFile }: ComparisonLinkPanelProps) {
  const language = useLanguage();
  const text = shareMessages(language);
  const notes = useAppStore((state) => state.notes);
  const wish = { pair, keepsAddresses: !options.replacesAddresses, hidesClock: options.hidesClock, notes };
  const answer = useAnswer(JSON.stringify(wish), () => comparing.share(wish));
  const last = useLast(answer);
  return (
    <>
      <Holds holds={last === null ? '…' : contentsOf(last, text, language)} lacks={text.comparisonLinkLacks} />
      <LeftOut options={options} onOptions={onOptions} names={last?.names ?? []} />
      {last !== null && last.findingsLeftOut + last.connectionsLeftOut > 0 && (
        <p className="share-why" data-testid="share-left-out">
          {text.noRoom(last.findingsLeftOut, last.connectionsLeftOut)}
        </p>
      )}
      <LinkResult
        state={answer.state}
        fragment={answer.state === 'ready' ? answer.value.fragment : null}
        shown={last?.fragment ?? null}
        preview={preview}
        onFile={onFile}
      />
    </>
  );
}

function contentsOf(made: ComparisonShareAnswer, text: ReturnType<typeof shareMessages>, language: 'en' | 'zh'): string {
  return [
    text.combined,
    text.ladders(made.ladders, made.packets),
    ...(made.connections > 0 ? [text.rows(made.connections)] : []),
    ...(made.notes > 0 ? [text.notes(made.notes)] : []),
  ].join(language === 'zh' ? '，' : ', ');
}
