// The evidence link: its parts, its length and what survives it, and the page that its reader will see.

import { useId, useState, type ReactNode } from 'react';
import type { Finding } from '#engine/model/verdict';
import type { ShareAnswer, ShareWish } from '#engine/rpc/protocol';
import { useLanguage } from '../../app/language';
import { wordsOf } from '../../app/words';
import { engine } from '../../engine-client/engine-client';
import { useAppStore } from '../../store/store';
import { shareMessages } from './messages';
import { LinkResult, linkOf } from './LinkResult';
import { scopeOf } from './share-forms';
import { Check, Holds, LeftOut, type PanelProps } from './ShareParts';
import { useAnswer, useLast } from './use-answer';

type Parts = NonNullable<ShareWish['parts']>;

interface EvidenceLinkPanelProps extends PanelProps {
  readonly preview: (fragment: string) => ReactNode;
  /** Too long: as a file instead. */
  readonly onFile: () => void;
}

export function EvidenceLinkPanel(props: EvidenceLinkPanelProps) {
  // Parts belong to a subject: another one begins with what fits.
  return <Panel key={JSON.stringify(props.subject)} {...props} />;
}

function Panel({ subject, options, onOptions, preview, onFile }: EvidenceLinkPanelProps) {
  const language = useLanguage();
  const text = shareMessages(language);
  const notes = useAppStore((state) => state.notes);
  const view = useAppStore((state) => state.view);
  const isShown = view.kind === 'connection' && subject.kind === 'connection' && subject.id === view.id;
  const [parts, setParts] = useState<Parts | null>(null);
  const wish: ShareWish = {
    ...scopeOf(subject),
    keepsAddresses: !options.replacesAddresses,
    hidesClock: options.hidesClock,
    notes,
    packet: isShown ? view.packet : null,
    ...(parts === null ? {} : { parts }),
  };
  const answer = useAnswer(JSON.stringify(wish), () => engine().share(wish));
  const made = answer.state === 'ready' ? answer.value : null;
  const last = useLast(answer);
  const { band } = linkOf(made?.fragment ?? null);
  return (
    <>
      <Holds holds={last === null ? '…' : contentsOf(last, text, language)} lacks={text.linkLacks} />
      <LeftOut options={options} onOptions={onOptions} names={last?.names ?? []} />
      {last !== null && <PartsChoice made={last} subject={subject} parts={parts} onParts={setParts} isOpen={band === 'none'} />}
      <LinkResult state={answer.state} fragment={made?.fragment ?? null} shown={last?.fragment ?? null} preview={preview} onFile={onFile} />
    </>
  );
}

function contentsOf(made: ShareAnswer, text: ReturnType<typeof shareMessages>, language: 'en' | 'zh'): string {
  const packets = made.ladders.reduce((sum, ladder) => sum + ladder.packets, 0);
  return [
    text.findings(made.findings.length),
    text.ladders(made.ladders.length, packets),
    ...(made.notes > 0 ? [text.notes(made.notes)] : []),
  ].join(language === 'zh' ? '，' : ', ');
}

/** Findings and ladders that can be chosen; more would be a table. */
const MOST_CHOICES = 20;

interface PartsChoiceProps {
  readonly made: ShareAnswer;
  readonly subject: PanelProps['subject'];
  /** Null: as much as fits. */
  readonly parts: Parts | null;
  readonly onParts: (parts: Parts | null) => void;
  readonly isOpen: boolean;
}

function PartsChoice({ made, subject, parts, onParts, isOpen }: PartsChoiceProps) {
  const language = useLanguage();
  const text = shareMessages(language);
  const session = useAppStore((state) => state.session);
  const id = useId();
  const all = session.phase === 'ready' ? session.summary.findings : [];
  const told: Parts = {
    findings: made.findings.map(({ index }) => index),
    connections: made.ladders.map(({ connection }) => connection),
  };
  // What was chosen stands at once, what it costs when it is known.
  const current = parts ?? told;
  const offered = subject.kind === 'all' ? all.slice(0, MOST_CHOICES).map((_, index) => index) : told.findings;
  const ladders = [...new Set([...offered.flatMap((index) => all[index]?.representative ?? []), ...current.connections])];
  const nameOf = (index: number) => text.finding(index + 1, shortOf(all[index], language));
  const largest = [
    ...made.findings.map(({ index, characters }) => ({ name: nameOf(index), characters, without: withoutFinding(current, all, index) })),
    ...made.ladders.map(({ connection, characters }) => ({
      name: text.ladder(connection),
      characters,
      without: { ...current, connections: current.connections.filter((other) => other !== connection) },
    })),
  ]
    .filter(({ without }) => without.findings.length + without.connections.length > 0)
    .toSorted((a, b) => b.characters - a.characters)
    .slice(0, 3);
  if (offered.length + ladders.length < 2) return null;
  return (
    <>
      {isOpen && (
        <ul className="share-largest">
          {largest.map(({ name, characters, without }) => (
            <li key={name}>
              <button type="button" className="button button-small" data-testid="share-leave-out" onClick={() => onParts(without)}>
                {text.leaveOut(name, characters)}
              </button>
            </li>
          ))}
        </ul>
      )}
      <details className="share-details" data-testid="share-parts">
        <summary id={id}>{text.parts}</summary>
        <div role="group" aria-labelledby={id} className="share-parts">
          {offered.map((index) => {
            const own = made.findings.find((finding) => finding.index === index);
            return (
              <Check
                key={index}
                label={own === undefined ? nameOf(index) : text.part(nameOf(index), own.characters)}
                isChecked={current.findings.includes(index)}
                onChange={(isIn) =>
                  onParts(
                    isIn
                      ? { ...current, findings: [...current.findings, index].toSorted((a, b) => a - b) }
                      : withoutFinding(current, all, index),
                  )
                }
              />
            );
          })}
          {ladders.map((connection) => {
            const own = made.ladders.find((ladder) => ladder.connection === connection);
            return (
              <Check
                key={`ladder ${connection}`}
                label={own === undefined ? text.ladder(connection) : text.part(text.ladder(connection), own.characters)}
                isChecked={current.connections.includes(connection)}
                onChange={(isIn) =>
                  onParts({
                    ...current,
                    connections: isIn ? [...current.connections, connection] : current.connections.filter((other) => other !== connection),
                  })
                }
              />
            );
          })}
          {parts !== null && (
            <button type="button" className="button button-small" onClick={() => onParts(null)}>
              {text.fit}
            </button>
          )}
        </div>
      </details>
    </>
  );
}

function shortOf(finding: Finding | undefined, language: 'en' | 'zh'): string {
  return finding === undefined ? '' : wordsOf(finding.cause, language).short;
}

/** With its ladder, which says nothing without it. */
function withoutFinding({ findings, connections }: Parts, all: readonly Finding[], index: number): Parts {
  const kept = findings.filter((other) => other !== index);
  const example = all[index]?.representative ?? null;
  const isShared = kept.some((other) => all[other]?.representative === example);
  return { findings: kept, connections: isShared ? connections : connections.filter((id) => id !== example) };
}
