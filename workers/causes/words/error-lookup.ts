// From a pasted line of a log (or a whole stack trace) to what was on the wire: which outcomes print it, which causes lie behind,
// and which addresses and time it names. A module of its own: loaded when somebody pastes.

import { CAUSE_IDS, type CauseId } from '../../model/vocabulary';
import { OUTCOMES_OF, PRINTED, type WireOutcome } from './client-error-texts';
import { MORE_PRINTED } from './more-client-errors';
import { endpointsIn, type NamedEndpoints } from './error-endpoints';
import { timeIn, type ErrorTime } from './error-time';

export interface ErrorMeaning {
  readonly outcome: WireOutcome;
  /** In (0, 1]: 1 for what the text fits best. */
  readonly weight: number;
  /** Causes that look like this to a client. */
  readonly causes: readonly CauseId[];
}

export interface RankedCause {
  readonly cause: CauseId;
  /** Highest weight among the outcomes that it produces. */
  readonly weight: number;
}

export interface PastedError extends NamedEndpoints {
  /** Best first. Empty: no text that is known. */
  readonly meanings: readonly ErrorMeaning[];
  /** Best first, each once. */
  readonly causes: readonly RankedCause[];
  readonly time: ErrorTime | null;
}

/** Enough for the longest stack trace that anybody reads. */
const MAX_CHARS = 20_000;
const MAX_LINES = 300;
const MAX_LINE_CHARS = 2000;
/** Shorter texts fit too much. */
const TEXT_MIN_CHARS = 3;
/** Meanings this much worse than the best are not worth a word. */
const WEIGHT_MIN = 0.5;

/** @param nearEpochSeconds a moment of the capture: logs without a year are of that year */
export function readError(pasted: string, nearEpochSeconds?: number): PastedError {
  const text = pasted.slice(0, MAX_CHARS);
  const lines = text
    .split(/\r?\n/, MAX_LINES)
    .map((line) => line.slice(0, MAX_LINE_CHARS).trim())
    .filter((line) => line !== '');
  const meanings = meaningsOf(lines);
  const weightOf = new Map<CauseId, number>();
  for (const { causes, weight } of meanings) for (const cause of causes) weightOf.set(cause, Math.max(weightOf.get(cause) ?? 0, weight));
  return {
    ...endpointsIn(text),
    meanings,
    causes: [...weightOf].map(([cause, weight]) => ({ cause, weight })).sort((a, b) => b.weight - a.weight),
    time: timeIn(text, nearEpochSeconds),
  };
}

/** What can lie behind one line: the outcomes whose texts share the longest piece with it. */
export function outcomesOfError(line: string): readonly ErrorMeaning[] {
  return readError(line).meanings.filter(({ weight }) => weight === 1);
}

const OUTCOMES = Object.keys(PRINTED) as WireOutcome[];

/** Words that settle the outcome whatever else the line says; what proxies write in two letters among them. */
const CERTAIN: readonly (readonly [RegExp, readonly WireOutcome[]])[] = [
  [/\bcertificate[ _]has[ _]expired\b|certificateexpired|notafter:/, ['tls-expired']],
  [/\b(?:sslv3|tlsv1) alert |received fatal alert|remote error: tls|alert number \d/, ['tls-alert']],
  [/wrong version number|unsupported or unrecognized ssl message|first record does not look like a tls/, ['tls-to-plain']],
  [/plain http request was sent to https port/, ['plain-to-tls']],
  [/ssl routines.*unexpected eof|ssl_error_syscall|before secure tls connection|closed connection in ssl handshake/, ['tls-eof']],
  [/cannot assign requested address|eaddrnotavail|wsaeaddrinuse|no free ports/, ['no-local-port']],
];
/** HAProxy's termination states (configuration manual 8.5): first what ended it, then where. */
const HAPROXY_STATE = /\s- - ([a-z]{2})[a-z-]{2}\s/i;
const HAPROXY: Readonly<Record<string, readonly WireOutcome[]>> = {
  SC: ['refused', 'host-unreachable'],
  sC: ['connect-timeout'],
  SH: ['fin-before-response', 'rst-before-response'],
  sH: ['no-answer'],
  SD: ['fin-mid-body', 'rst-mid-body'],
  sD: ['no-answer'],
};
/** Envoy's response flags, alone or in its access log. */
const ENVOY: readonly (readonly [RegExp, readonly WireOutcome[]])[] = [
  [/reset reason: connection failure.*(?:timed out|timeout)|reset reason: connection timeout/, ['connect-timeout']],
  [/reset reason: (?:remote )?connection failure/, ['refused', 'connect-timeout', 'host-unreachable']],
  [/reset reason: (?:connection termination|remote reset)/, ['rst-before-response', 'fin-before-response', 'fin-write-rst']],
  [/upstream request timeout/, ['no-answer']],
];

function meaningsOf(lines: readonly string[]): readonly ErrorMeaning[] {
  const scores = new Map<WireOutcome, number>();
  for (const raw of lines) {
    const line = raw.toLowerCase();
    const settled = settledBy(raw, line);
    if (settled.length > 0) {
      for (const outcome of settled) scores.set(outcome, Math.max(scores.get(outcome) ?? 0, MAX_LINE_CHARS));
      continue;
    }
    for (const outcome of OUTCOMES) {
      let best = scores.get(outcome) ?? 0;
      for (const piece of PIECES.get(outcome) ?? []) {
        if (piece.length > best || line.length > best) best = Math.max(best, sharedLength(line, piece));
      }
      if (best >= TEXT_MIN_CHARS) scores.set(outcome, best);
    }
  }
  const best = Math.max(0, ...scores.values());
  return OUTCOMES.flatMap((outcome) => {
    const weight = best === 0 ? 0 : (scores.get(outcome) ?? 0) / best;
    return weight < WEIGHT_MIN ? [] : [{ outcome, weight, causes: CAUSE_IDS.filter((cause) => OUTCOMES_OF[cause]?.includes(outcome)) }];
  }).sort((a, b) => b.weight - a.weight);
}

function settledBy(raw: string, line: string): readonly WireOutcome[] {
  const state = HAPROXY_STATE.exec(raw)?.[1];
  if (state !== undefined) return HAPROXY[state] ?? [];
  for (const [words, outcomes] of [...CERTAIN, ...ENVOY]) if (words.test(line)) return outcomes;
  return [];
}

/** Each printed text as a whole, and what stands between its marks: a log puts names and numbers there. */
function piecesOf(outcome: WireOutcome): readonly string[] {
  const { en, programs } = PRINTED[outcome];
  const texts = [en, ...[...programs, ...(MORE_PRINTED[outcome] ?? [])].map(([, text]) => text)];
  return [...new Set(texts.flatMap(splitText))];
}

function splitText(text: string): readonly string[] {
  const whole = text.toLowerCase();
  return [whole, ...whole.split(/[…;()]|: |, /)]
    .map((piece) => piece.trim())
    .filter((piece) => piece.length >= TEXT_MIN_CHARS && !isFiller(piece));
}

/** Pieces that say nothing of what happened: names of calls, classes and protocols, and words of our own between the texts. */
const FILLERS: ReadonlySet<string> = new Set(
  `alert|after minutes|after 127 or 135 s|no error|no socket error|connect|read|write|read or write|then|windows|linux|dial tcp|http|tls|x509|ssh
  |[ssl|ssl error|ssl_do_handshake|failed|failed to connect|failed to connect to|connect to failed|connect to host|fetch failed|terminated|cause
  |error|remote error|parse error|system error|unexpected error|upstream connect error|see inner exception|hy000|recv|writev|client_loop|nothing
  |connect() failed|recv() failed|never econnreset|although no rst came|within the tls handshake|which has expired|0 bytes|then 0 bytes|or 0 bytes
  |part of the answer|the answer first|the alert|the truncated body|then econnreset|then epipe|3 or 7 s|connect takes about 1|linux
  |oserror|ioexception|socketexception|java.io.ioexception|java.net.socketexception|ssl.sslerror|sslexception|sslhandshakeexception
  |authenticationexception|psycopg2.operationalerror|openssl::ssl::sslerror|chunkedencodingerror|'connection broken|'connection aborted.'`
    .split('|')
    .map((word) => word.trim()),
);

function isFiller(piece: string): boolean {
  return FILLERS.has(piece) || /^(?:\d+|\[errno \d+\]|sooner.*|error \d+|status \d+|flag \w+)$/.test(piece);
}

const PIECES: ReadonlyMap<WireOutcome, readonly string[]> = new Map(OUTCOMES.map((outcome) => [outcome, piecesOf(outcome)]));

function sharedLength(line: string, piece: string): number {
  if (holds(line, piece)) return piece.length;
  return line.length >= TEXT_MIN_CHARS && holds(piece, line) ? line.length : 0;
}

/** As words of their own: "EOF" does not stand in "timeofday". */
function holds(text: string, part: string): boolean {
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    if (!/\w/.test(text.charAt(at - 1)) && !/\w/.test(text.charAt(at + part.length))) return true;
  }
  return false;
}
