// One connection of a shared comparison: verdict, what each capture shows, the ladder of both places, the packets that differ, notes.
// There is no capture behind it: what was folded stays folded.

import { useMemo, useState } from 'react';
import { formatPercent } from '#engine/base/format';
import type { ComparisonKind, TapId } from '#engine/compare/compare-model';
import { renderTwoTapText } from '#engine/compare/text-two-tap';
import type { Note } from '#engine/model/note';
import { plainTapName, type SharedPair as Pair } from '#engine/share/comparison/shared-comparison';
import { useLanguage } from '../../../app/language';
import { wordsOf } from '../../../app/words';
import { showToast } from '../../../store/store';
import { copyText } from '../../../ui/clipboard';
import { ConfidenceMark } from '../../../ui/ConfidenceMark';
import { Prose } from '../../../ui/Prose';
import { basisText, Differences, Observed, PathFacts } from '../PairView';
import { TwoTapLadderGrid } from '../TwoTapLadderGrid';
import { indexOfFrame } from '../two-tap-entries';
import { useCompareMessages, useCompareWords } from '../use-words';
import { NOTHING_OPEN, useTwoTap } from '../use-two-tap';
import { notesOnPair } from './notable';
import { NoteList } from './NoteList';
import { PictureButtons } from './PictureButtons';
import { sharedMessages } from './shared-messages';

interface SharedPairProps {
  readonly pair: Pair;
  readonly kind: ComparisonKind;
  /** False where the time of day was withheld. */
  readonly hasClock: boolean;
  /** Bears the verdict of the page. */
  readonly isFirst: boolean;
  /** What its cause means was said above. */
  readonly isTold: boolean;
  readonly notes: readonly Note[];
}

const NOTHING = () => undefined;

export function SharedPair({ pair: { connection, ladder: told }, kind, hasClock, isFirst, isTold, notes }: SharedPairProps) {
  const language = useLanguage();
  const text = useCompareMessages();
  const words = useCompareWords();
  const own = sharedMessages[language];
  const ladder = useMemo(() => (hasClock ? told : { ...told, startNs: '' }), [told, hasClock]);
  const state = useTwoTap({ ladder, open: NOTHING_OPEN, onOpen: NOTHING, onTooManyRows: NOTHING });
  const [isText, setIsText] = useState(false);
  const { verdict } = connection;
  const cause = wordsOf(verdict.cause, language);
  const name = (tap: TapId) => plainTapName(tap);
  const drawing = useMemo(() => renderTwoTapText(ladder, words, language), [ladder, words, language]);
  const copy = () => void copyText(drawing).then(() => showToast(text.copied));
  const show = (tap: TapId, frame: number) => {
    const found = indexOfFrame(state.entries, ladder.clientTap === tap ? 'client' : 'server', frame);
    if (found < 0) return;
    setIsText(false);
    state.go(found);
  };
  const folded = ladder.rows.reduce((sum, row) => sum + (row.kind === 'run' ? row.packets : 0), 0);
  const facts = { 'data-cause': verdict.cause, 'data-conf': verdict.confidence.toFixed(2), 'data-place': verdict.place };
  const Heading = isFirst ? 'h1' : 'h2';
  return (
    <article className="pair" data-testid="shared-pair" data-pair={connection.index} {...facts}>
      <Heading>
        {connection.client} <span className="compare-where">→</span> {connection.server}
      </Heading>
      <p className="pair-verdict" data-testid={isFirst ? 'verdict' : undefined} {...facts}>
        <strong>{cause.short}</strong> <ConfidenceMark confidence={verdict.confidence} />{' '}
        <span className="compare-where">{words.places[verdict.place]}</span>
      </p>
      {!isTold && (
        <p className="compare-why">
          <Prose text={cause.explanation} />
        </p>
      )}
      <p className="compare-why" data-testid="pair-basis" data-basis={verdict.basis}>
        {basisText(connection, words, name)} <span className="compare-label">{text.move}</span> <Prose text={cause.move} />
      </p>
      <NoteList notes={notesOnPair(notes, connection, ladder, kind)} />
      {verdict.contributions.length > 0 && (
        <section aria-label={text.observed}>
          <h3>{text.observed}</h3>
          <Observed verdict={verdict} words={words} onShow={show} />
        </section>
      )}
      <section aria-label={text.alone}>
        <h3>{text.alone}</h3>
        <ul className="pair-alone">
          {(['first', 'second'] as const).map((tap) => {
            const alone = verdict[tap];
            return (
              <li key={tap}>
                {alone === null
                  ? words.notThere(name(tap))
                  : words.alone(name(tap), wordsOf(alone.cause, language).short, formatPercent(alone.confidence, language))}
              </li>
            );
          })}
          <PathFacts connection={connection} words={words} text={text} language={language} />
        </ul>
      </section>
      <section className="pair-ladder" aria-label={text.ladderLabel}>
        <div className="pair-tools">
          <button
            type="button"
            className="button button-small"
            data-testid="ladder-text-switch"
            aria-pressed={isText}
            onClick={() => setIsText(!isText)}
          >
            {isText ? text.asLadder : own.asText}
          </button>
          <button type="button" className="button button-small" onClick={copy}>
            {own.copyText}
          </button>
          <PictureButtons ladder={ladder} />
        </div>
        {isText ? (
          <pre className="pair-text" data-testid="ladder-text" tabIndex={0} role="group" aria-label={text.ladderLabel}>
            {drawing}
          </pre>
        ) : (
          <TwoTapLadderGrid state={state} onOpenPacket={NOTHING} />
        )}
        {folded > 0 && <p className="compare-note">{own.folded(folded)}</p>}
        {ladder.clock !== null && <p className="compare-note">{words.clockRemoved(ladder.clock)}</p>}
      </section>
      <Differences connection={connection} onShow={show} />
    </article>
  );
}
