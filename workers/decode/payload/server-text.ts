// Lines in which servers greet (SSH, mail, FTP, VNC) and lines in which they say that they are full. Only called for
// payload whose first byte is one of TEXT_STARTS.

import { MarkKind, type MarkTable } from '../../model/mark-table';
import { cleanText, MAX_SCAN_BYTES } from './clean-text';

/** Refusals are short; a longer text is content that happens to speak of limits. */
const MAX_REFUSAL_BYTES = 256;

/** First bytes that any greeting or refusal has. */
export const TEXT_STARTS = 'STMCNBFEstmcnbfe-+*@R245';

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

export function recogniseServerText(data: Uint8Array, start: number, end: number, marks: MarkTable, segment: number): boolean {
  const first = data[start];
  const size = end - start;
  // Everything else than a greeting is short and text to its end: most payload leaves here.
  if (size > MAX_REFUSAL_BYTES && !isGreetingStart(first)) return false;
  if (!isText(data, start, Math.min(end, start + MAX_SCAN_BYTES))) return false;
  const text = cleanText(data, start, end);
  if (GREETINGS[String.fromCharCode(first)]?.test(text) === true) return file(marks, segment, MarkKind.Greeting, text);
  if (size <= MAX_REFUSAL_BYTES && isRefusal(first, text)) return file(marks, segment, MarkKind.LimitText, text);
  // A refusal to talk where a greeting was due.
  if (/^421[ -]/.test(text) && !OTHER_421.test(text)) return file(marks, segment, MarkKind.Greeting, text);
  return false;
}

function isGreetingStart(first: number): boolean {
  return first === 0x53 || first === 0x52 || first === 0x40 || first === 0x32 || first === 0x2b || first === 0x2a;
}

/** Printable ASCII, high bytes of UTF-8, tabs and line ends. */
function isText(data: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = data[at];
    if (byte < 0x20 ? byte !== 0x0d && byte !== 0x0a && byte !== 0x09 : byte === 0x7f) return false;
  }
  return true;
}

function isRefusal(first: number, text: string): boolean {
  switch (first) {
    case 0x2b:
    case 0x32:
      return false;
    case 0x2d: // Redis, POP3, NATS
      if (!text.startsWith('-ERR')) return false;
      break;
    case 0x2a: // IMAP
      if (!text.startsWith('* BYE') && !text.startsWith('* NO')) return false;
      break;
    case 0x40: // rsync
      if (!text.startsWith('@ERROR')) return false;
      break;
    case 0x34: // SMTP, FTP, NNTP
    case 0x35:
      if (!/^[45]\d\d[ -]/.test(text)) return false;
      break;
    default: // plain words
      if (!/^[A-Za-z]{2}/.test(text)) return false;
  }
  const lower = text.toLowerCase();
  return LIMIT_TEXTS.some((limit) => limit.test(lower));
}

function file(marks: MarkTable, segment: number, kind: number, text: string): true {
  marks.push(segment, kind, marks.internText(text), -1);
  return true;
}
