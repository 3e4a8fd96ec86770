// A row of the ladder as one sentence: its accessible name. Same facts as the drawing, nothing more.

import { formatCount, formatDuration } from '#engine/base/format';
import { icmpName } from '#engine/causes/words/icmp-names';
import type { Language } from '#engine/causes/words/words';
import type { PacketRow } from '#engine/ladder/ladder-model';
import { unseenPieces } from '#engine/ladder/text-label';
import { ladderWords } from '#engine/ladder/text-words';
import type { ConnectionMessages } from '../messages';
import { segmentWord } from '../../../ui/packet/segment-word';
import { gapLabel, runLabel } from './arrow-label';
import { changeOf, stateName, type LadderEntry, type PacketEntry } from './ladder-rows';
import { spokenTime } from '../../../ui/ladder/time-format';

export interface SentenceContext {
  readonly language: Language;
  readonly messages: ConnectionMessages;
  readonly serverPort: number;
  /** Digits of the file's clock. */
  readonly timeDigits: number;
  /** Claims of the notes that cite a row, by note number. */
  readonly claims: ReadonlyMap<number, string>;
}

/** "Packet 7, 3.847 milliseconds, server to client, RST, sequence 2, no acknowledgement. Evidence for: ... Server is now CLOSED." */
export function rowSentence(entry: LadderEntry, context: SentenceContext): string {
  const { language, messages } = context;
  const words = messages.sentence;
  switch (entry.kind) {
    case 'packet':
      return packetSentence(entry, context);
    case 'gap': {
      const duration = formatDuration(entry.row.seconds, language);
      const hint = gapLabel(entry.row, context.serverPort, language, messages).hint;
      const text = entry.row.reason === 'idle' ? words.gapIdle(duration) : words.gapWait(duration);
      return hint === null ? text : `${text} ${hint}${words.end}`;
    }
    case 'run': {
      const label = runLabel(entry.row, language);
      const sentence = entry.row.expanded ? words.runOpen : words.run;
      return sentence(entry.row.firstFrame, entry.row.lastFrame, label);
    }
    case 'unseen':
      return (
        unseenPieces(entry.data, entry.frame, ladderWords[language]).concat(words.direction[entry.data.from]).join(words.separator) +
        words.end
      );
    case 'hidden':
      return words.hidden(formatCount(entry.packets));
  }
}

function packetSentence(entry: PacketEntry, context: SentenceContext): string {
  const { messages, claims } = context;
  const words = messages.sentence;
  const { row } = entry;
  const time = spokenTime(row.seconds, context.timeDigits);
  const parts = [
    words.packet(row.frame),
    `${time.value} ${words.units[time.unit]}`,
    words.direction[row.from],
    ...segmentParts(row, context),
  ];
  let text = parts.join(words.separator);
  const cited = row.notes.flatMap((number) => claims.get(number) ?? []).map(withoutStop);
  text += cited.length > 0 ? `${words.stop}${words.evidence(cited.join('; '))}${words.end}` : words.end;
  const space = context.language === 'zh' ? '' : ' ';
  for (const side of ['client', 'server'] as const) {
    const state = changeOf(entry, side);
    const name = state === null ? null : stateName(state);
    if (name !== null) text += space + (side === 'client' ? words.clientNow(name) : words.serverNow(name));
  }
  return text.trim();
}

function segmentParts(row: PacketRow, { language, messages }: SentenceContext): string[] {
  const words = messages.sentence;
  if (row.style === 'icmp')
    return row.icmp === null ? ['ICMP'] : [icmpName(row.icmp.type, row.icmp.code, language), words.icmpFrom(row.icmp.from)];
  const parts = [row.style === 'duplicate-ack' ? words.duplicateAck : segmentWord(row)];
  if (row.style === 'keepalive') parts[0] = words.keepalive;
  if (row.style === 'window-probe') parts[0] = words.windowProbe;
  if (segmentWord(row) === 'ACK' && row.len > 0 && parts[0] === 'ACK') parts[0] = words.data;
  if (row.len > 0) parts.push(words.bytes(formatCount(row.len)));
  if (row.hint !== '') parts.push(row.hint);
  parts.push(words.sequence(row.seq), row.ack === null ? words.noAcknowledgement : words.acknowledgement(row.ack));
  if (row.window !== null) parts.push(words.window(formatCount(row.window)));
  if (row.retry > 0) parts.push(words.retransmission(row.retry));
  if (row.retry > 0 && row.retryOf !== null) parts.push(words.firstSentAs(row.retryOf));
  if (row.crossed) parts.push(words.crossed);
  if (row.foreign) parts.push(ladderWords[language].foreign);
  if (row.lostUntil !== undefined) parts.push(ladderWords[language].lost(row.lostUntil));
  if (row.acksUnseen === true) parts.push(ladderWords[language].acksUnseen);
  if (row.ignored) parts.push(words.ignored);
  if (row.duplicate) parts.push(words.copy);
  return parts;
}

function withoutStop(claim: string): string {
  return claim.replace(/[.。]$/, '');
}
