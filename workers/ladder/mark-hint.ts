// What a recognised payload is called at its arrow, in the protocol's own words; the same in every language.

import { HTTP_CLOSES, MarkKind, NO_LABEL, PROTOCOLS } from '../model/mark-table';
import type { MarkTable } from '../model/mark-table';

const TEXT_CHARACTERS = 40;
const TLS_CONTENT: Readonly<Record<number, string>> = {
  20: 'TLS ChangeCipherSpec',
  21: 'TLS alert (encrypted)',
  22: 'TLS handshake',
  23: 'TLS data',
};

/** "HTTP 200 close", "TLS ClientHello api.example", "TLS alert 45", what a server or a RST says in quotes; empty when nothing was recognised. */
export function markHint(marks: MarkTable, segment: number): string {
  const first = marks.find(segment);
  if (first < 0) return '';
  const hints: string[] = [];
  let protocol = '';
  for (let at = first; at < marks.segment.length && marks.segment.values[at] === segment; at++) {
    if (marks.kind.values[at] === MarkKind.Protocol) protocol = PROTOCOLS[marks.value.values[at] ?? -1] ?? '';
    const hint = hintOf(marks, at);
    if (hint !== '' && !hints.includes(hint)) hints.push(hint);
    if (hints.length === 2) break;
  }
  // What was recognised otherwise says more than the name of its protocol.
  return hints.length === 0 ? protocol : hints.join(', ');
}

function hintOf(marks: MarkTable, at: number): string {
  const value = marks.value.values[at] ?? 0;
  switch (marks.kind.values[at]) {
    case MarkKind.HttpRequest:
      return 'HTTP request';
    case MarkKind.HttpResponse:
      return `HTTP ${value & 0xffff}${value & HTTP_CLOSES ? ' close' : ''}`;
    case MarkKind.TlsRecord:
      return TLS_CONTENT[value >>> 16] ?? 'TLS';
    case MarkKind.TlsClientHello:
      return `TLS ClientHello${labelOf(marks, at)}`;
    case MarkKind.TlsServerHello:
      return 'TLS ServerHello';
    case MarkKind.TlsAlert:
      return `TLS alert ${value & 0xff}`;
    case MarkKind.LimitText:
    case MarkKind.Greeting:
    case MarkKind.ServerWords:
    case MarkKind.ResetText:
      return quoted(marks.texts[value] ?? '');
    default:
      return '';
  }
}

/** The name that is asked for, with a blank before it. */
function labelOf(marks: MarkTable, at: number): string {
  const label = marks.label.values[at] ?? NO_LABEL;
  const name = label === NO_LABEL ? '' : (marks.texts[label - 1] ?? '');
  return name === '' ? '' : ` ${name.slice(0, TEXT_CHARACTERS)}`;
}

/** Payload is foreign input: control characters never reach a terminal or a report. */
function quoted(text: string): string {
  // oxlint-disable-next-line no-control-regex
  const clean = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]+/g, ' ').trim();
  if (clean === '') return '';
  return clean.length > TEXT_CHARACTERS ? `"${clean.slice(0, TEXT_CHARACTERS - 1)}…"` : `"${clean}"`;
}
