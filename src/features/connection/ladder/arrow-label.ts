// What stands above an arrow or in a run. The pieces are the text ladder's, so that drawing and copy say the same;
// here they are only cut finer, because a narrow lane loses the last ones first.

import { formatDuration } from '#engine/base/format';
import type { Language } from '#engine/causes/words/words';
import type { GapRow, LadderModel, PacketRow, RunRow } from '#engine/ladder/ladder-model';
import { labelPieces } from '#engine/ladder/text-label';
import { ladderWords } from '#engine/ladder/text-words';
import type { ConnectionMessages } from '../messages';
import { gapHint } from './gap-hint';

/** Pieces of an arrow's label, most important first; the first names the segment, never empty. */
export function arrowLabel(row: PacketRow, model: LadderModel, language: Language): readonly string[] {
  const [first = '', ...rest] = labelPieces(row, model, language, ladderWords[language]);
  if (row.style === 'icmp') {
    // The head of the arrow is the diamond; the numbers of type and code go before the name does.
    const name = first.replace(/^◆ /, '');
    const bracket = name.search(/ ?[(（]/);
    return bracket < 0 ? [name, ...rest] : [name.slice(0, bracket), name.slice(bracket).trim(), ...rest];
  }
  const numbers = first.indexOf(' seq ');
  return numbers < 0 ? [first, ...rest] : [first.slice(0, numbers), first.slice(numbers + 1), ...rest];
}

/** "412 segments, 1.20 MB →, 340 ms, 3 retrans": a run never hides a retransmission or a closed window. */
export function runLabel(run: RunRow, language: Language): string {
  return ladderWords[language].run(run);
}

export function gapLabel(
  gap: GapRow,
  serverPort: number,
  language: Language,
  messages: ConnectionMessages,
): { readonly text: string; readonly hint: string | null } {
  const words = ladderWords[language];
  const duration = formatDuration(gap.seconds, language);
  const text = gap.reason === 'idle' ? words.idle(duration) : words.wait(duration);
  const hint = gap.reason === 'idle' ? gapHint(gap.seconds, serverPort, language) : null;
  return { text, hint: hint === null ? null : messages.gapHint(hint.timer, hint.settings) };
}
