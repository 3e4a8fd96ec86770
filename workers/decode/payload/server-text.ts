// Lines in which servers greet (SSH, mail, FTP, VNC), and lines in which they say that they are full or why they end. Only
// called for payload whose first byte is one of TEXT_STARTS.

import { MarkKind, type MarkTable, type ProtocolName } from '../../model/mark-table';
import { cleanText, MAX_SCAN_BYTES } from './clean-text';
import { protocolIndex } from './first-bytes';
import { matchesLower } from './match';

/** Refusals are short; a longer text is content that happens to speak of limits. */
const MAX_REFUSAL_BYTES = 256;

/**
 * How greetings and refusals begin, in lower case and by first letter. Nothing else is looked at: the wish to be almost
 * free comes first, and a server that is full says so at once.
 */
const STARTS = [
  'ssh-',
  'sorry',
  'server ',
  'service ',
  'rfb ',
  '@rsyncd:',
  '@error',
  '220',
  '4',
  '5',
  '+ok ',
  '* ok',
  '* bye',
  '* no',
  '-err',
  'too many',
  'max',
  'no more',
  'connection',
  'error',
  'exceeded',
  'fatal',
  'busy',
  '-denied',
  'not allowed at',
  'invalid ssh',
  'protocol mismatch',
  'this zookeeper',
] as const;
const STARTS_BY_FIRST = new Map<number, readonly string[]>(
  [...new Set(STARTS.map((start) => start.charCodeAt(0)))].map((first) => [first, STARTS.filter((start) => start.charCodeAt(0) === first)]),
);

/** First bytes of everything that may be recognised here. */
export const TEXT_STARTS: readonly number[] = [...STARTS_BY_FIRST.keys()].flatMap((first) =>
  first >= 0x61 && first <= 0x7a ? [first, first - 0x20] : [first],
);

const GREETINGS: Readonly<Record<string, RegExp>> = {
  S: /^SSH-\d/,
  R: /^RFB \d/,
  '@': /^@RSYNCD:/,
  // "220 Ready to start TLS" answers a command.
  '2': /^220[ -](?!.*(?:start tls|starttls|tls negotiation))/i,
  // Both answer commands with the same letters: only the words of a greeting count.
  '+': /^\+OK .*(?:ready|pop|welcome|hello|server|dovecot|<[^>]+@[^>]+>)/i,
  '*': /^\* OK (?:\[CAPABILITY|(?!\[|still here))/i,
};

/** Mail and FTP servers end a session with 421 for many reasons; these are not about being full. */
const OTHER_421 = /time[ds]?[ -]?out|idle|inactiv|shut|too long|bye|log ?out|quit/i;

/** Words about the session, after which it ends. Refusals of a single command are not among them. */
const FINAL_WORDS =
  /^(?:421[ -]|\* BYE |-DENIED |Not allowed at this time|Invalid SSH identification|Protocol mismatch|-ERR Protocol error|This ZooKeeper instance)/i;
/** A server that turns a client away says so where its greeting was due. */
const REFUSED_GREETING = /^(?:5(?:30|50|54)[ -]|-ERR |\* NO )/;

const LIMIT_TEXTS = [
  /\btoo many (?:[\w-]+ ){0,3}(?:connections?|clients?|users?|sessions?|logins?)\b/,
  /\bmax(?:imum)? (?:[\w+-]+ ){0,5}(?:connections?|clients?|users?|sessions?)\b.{0,60}?\b(?:reached|exceeded|already|limit|try)/,
  /\b(?:users|clients|connections|sessions) \((?:the )?max(?:imum)?\)/,
  /\b(?:connection|client|user|session|login)s? (?:rate )?limit (?:[\w-]+ ){0,2}(?:exceeded|reached)/,
  /\bmaximum login limit\b/,
  /\bno more (?:connections?|clients?|users?|sessions?)\b/,
  /\bexceeded maxstartups\b/,
  /\b(?:server|service) (?:is )?(?:too )?(?:busy|full|overloaded)\b/,
];

/** @param isFirst nothing of this side came before */
export function recogniseServerText(
  data: Uint8Array,
  start: number,
  end: number,
  marks: MarkTable,
  segment: number,
  isFirst: boolean,
): boolean {
  if (!beginsKnown(data, start, end) || !isText(data, start, Math.min(end, start + MAX_SCAN_BYTES))) return false;
  const text = cleanText(data, start, end);
  const first = String.fromCharCode(data[start]);
  if (GREETINGS[first]?.test(text) === true) {
    const protocol = isFirst ? protocolOfGreeting(text) : null;
    if (protocol !== null) marks.push(segment, MarkKind.Protocol, protocolIndex(protocol), -1);
    return file(marks, segment, MarkKind.Greeting, text);
  }
  if (end - start > MAX_REFUSAL_BYTES) return false;
  if (isRefusal(first, text)) return file(marks, segment, MarkKind.LimitText, text);
  // A refusal to talk where a greeting was due.
  if (/^421[ -]/.test(text) && !OTHER_421.test(text)) return file(marks, segment, MarkKind.Greeting, text);
  if (FINAL_WORDS.test(text) || (isFirst && REFUSED_GREETING.test(text))) return file(marks, segment, MarkKind.ServerWords, text);
  return false;
}

/** "220 " is said by mail and FTP servers alike. */
function protocolOfGreeting(text: string): ProtocolName | null {
  switch (text[0]) {
    case 'S':
      return 'SSH';
    case 'R':
      return 'VNC';
    case '@':
      return 'rsync';
    case '+':
      return 'POP3';
    case '*':
      return 'IMAP';
    default:
      return /smtp|mail|postfix|exim/i.test(text) ? 'SMTP' : /ftp/i.test(text) ? 'FTP' : null;
  }
}

function beginsKnown(data: Uint8Array, start: number, end: number): boolean {
  const first = data[start];
  // Codes of mail, FTP and news: three digits, then a blank or a dash.
  if ((first === 0x34 || first === 0x35) && data[start + 3] !== 0x20 && data[start + 3] !== 0x2d) return false;
  const starts = STARTS_BY_FIRST.get(first >= 0x41 && first <= 0x5a ? first + 0x20 : first);
  if (starts === undefined) return false;
  for (const known of starts) if (start + known.length <= end && matchesLower(data, start, known)) return true;
  return false;
}

/** Printable ASCII, high bytes of UTF-8, tabs and line ends. */
function isText(data: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = data[at];
    if (byte < 0x20 ? byte !== 0x0d && byte !== 0x0a && byte !== 0x09 : byte === 0x7f) return false;
  }
  return true;
}

function isRefusal(first: string, text: string): boolean {
  // "+OK" and "220" are no refusals whatever they go on to say; replies in the middle of a mail must have their code.
  if (first === '+' || first === '2') return false;
  if ((first === '4' || first === '5') && !/^[45]\d\d[ -]/.test(text)) return false;
  const lower = text.toLowerCase();
  return LIMIT_TEXTS.some((limit) => limit.test(lower));
}

function file(marks: MarkTable, segment: number, kind: number, text: string): true {
  marks.push(segment, kind, marks.internText(text), -1);
  return true;
}
