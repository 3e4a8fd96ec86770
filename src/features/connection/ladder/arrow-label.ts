// What stands above an arrow: short pieces in the order of importance, so that a narrow lane loses the last ones first.
// Protocol words stay English in every language; numbers are relative, as the header's own, ungrouped.

import { formatCount, formatDuration, formatExactBytes, formatBytes } from '#engine/base/format';
import { icmpName } from '#engine/causes/words/icmp-names';
import type { Language } from '#engine/causes/words/words';
import type { GapRow, LadderModel, PacketRow, RunRow } from '#engine/ladder/ladder-model';
import type { ConnectionMessages } from '../messages';
import { timerHint } from './known-timers';

/** TCP flag word of a segment as experts say it: "SYN-ACK", "RST+ACK", "FIN". */
export function segmentWord(row: PacketRow): string {
  const has = (flag: string) => row.flags.includes(flag);
  if (has('SYN')) return has('ACK') ? 'SYN-ACK' : 'SYN';
  // RST with and without ACK are different evidence: only an existing socket sends the first.
  if (has('RST')) return has('ACK') ? 'RST+ACK' : 'RST';
  if (has('FIN')) return 'FIN';
  return 'ACK';
}

function sequence(row: PacketRow): string {
  return row.len > 0 ? `seq ${row.seq}:${row.seq + row.len}` : `seq ${row.seq}`;
}

function basePieces(row: PacketRow, language: Language, messages: ConnectionMessages): string[] {
  const word = segmentWord(row);
  const data = row.len > 0 ? messages.label.data(formatExactBytes(row.len, language)) : '';
  const ack = row.ack === null ? '' : `ack ${row.ack}`;
  switch (row.style) {
    case 'icmp':
      return row.icmp === null ? ['ICMP'] : [icmpName(row.icmp.type, row.icmp.code, language)];
    case 'keepalive':
      return [messages.label.keepalive, `seq ${row.seq}`];
    case 'keepalive-ack':
      return [messages.label.keepaliveAck, `ACK ${row.ack ?? 0}`];
    case 'window-probe':
      return [messages.label.windowProbe, `seq ${row.seq}`];
    case 'duplicate-ack':
      return [`${messages.label.duplicateAck} ACK ${row.ack ?? 0}`];
    default:
      break;
  }
  if (word === 'ACK' && row.len === 0) {
    return row.style === 'window-update' ? [`ACK ${row.ack ?? 0}`, messages.label.windowUpdate] : [`ACK ${row.ack ?? 0}`];
  }
  const flags = word === 'ACK' ? data : word;
  if (word === 'RST') return ['RST', row.ack === null ? `${sequence(row)}, ${messages.label.noAck}` : sequence(row)];
  return [flags, word === 'ACK' ? '' : data, row.hint, sequence(row), ack, row.len > 0 && row.flags.includes('PSH') ? 'PSH' : ''];
}

/** Pieces of an arrow's label, most important first; never empty. */
export function arrowLabel(row: PacketRow, model: LadderModel, language: Language, messages: ConnectionMessages): readonly string[] {
  const [head = '', ...rest] = basePieces(row, language, messages);
  const pieces = [row.style === 'retransmission' || row.retry > 0 ? `↻ ${head}` : head];
  if (row.ignored) pieces.push(messages.label.ignored);
  if (row.crossed) pieces.push(messages.label.crossed);
  if (row.retry > 0) pieces.push(messages.label.retry(row.retry));
  if (row.retry > 0 && row.retryOf !== null) pieces.push(messages.label.firstSentAs(row.retryOf));
  const usual = row.from === 'server' ? model.server.ttl : row.from === 'client' ? model.client.ttl : null;
  const isForged = row.style === 'rst' && row.from === 'middlebox';
  if (isForged) pieces.push(model.server.ttl === null ? `TTL ${row.ttl}` : messages.label.ttlDiffers(row.ttl, model.server.ttl));
  else if (row.style === 'rst' && usual !== null && usual !== row.ttl) pieces.push(messages.label.ttlDiffers(row.ttl, usual));
  pieces.push(...rest);
  if (row.window === 0 && row.style !== 'rst' && row.style !== 'icmp') pieces.push(messages.label.windowStop);
  else if (row.window !== null && row.style === 'window-update') pieces.push(messages.label.windowGo(formatCount(row.window)));
  else if (row.window !== null && row.style !== 'rst' && row.style !== 'icmp') pieces.push(`win ${row.window}`);
  if (row.mss !== null) pieces.push(`mss ${row.mss}`);
  if (row.windowScale !== null) pieces.push(`ws ${row.windowScale}`);
  if (row.duplicate) pieces.push(messages.label.copy);
  return pieces.filter((piece) => piece !== '');
}

/** "412 segments, 1.20 MB →, 340 ms, 3 retrans": a run never hides a retransmission or a closed window. */
export function runLabel(run: RunRow, language: Language, messages: ConnectionMessages): string {
  const parts = [messages.runs[run.what](formatCount(run.packets))];
  if (run.what === 'exchange') parts.push(messages.runs.turns(formatCount(run.turns)));
  if (run.bytesClient > 0) parts.push(`${formatBytes(run.bytesClient, language)} →`);
  if (run.bytesServer > 0) parts.push(`${formatBytes(run.bytesServer, language)} ←`);
  parts.push(formatDuration(run.durationSeconds, language));
  if (run.retransmissions > 0 && run.what !== 'retry') parts.push(messages.runs.retransmissions(formatCount(run.retransmissions)));
  if (run.windowChanges > 0) parts.push(messages.runs.windowChanges(formatCount(run.windowChanges)));
  return parts.join(messages.sentence.separator);
}

export function gapLabel(gap: GapRow, language: Language, messages: ConnectionMessages): { readonly text: string; readonly hint: string | null } {
  const duration = formatDuration(gap.seconds, language);
  const text = gap.reason === 'idle' ? messages.gaps.idle(duration) : messages.gaps.wait(duration);
  const hint = gap.reason === 'idle' ? timerHint(gap.seconds, language) : null;
  return { text, hint: hint === null ? null : messages.gaps.hint(hint.timer, hint.product) };
}
