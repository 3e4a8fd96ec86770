// What an evidence link holds, part by part, for writing and reading alike. The order is the format of version 1: later versions
// may only append behind the notes, where this one stops reading.

import type {
  Alternative,
  Application,
  ConnectionReport,
  Difference,
  Endpoint,
  Evidence,
  Finding,
  Share,
  Values,
  Verdict,
} from '../model/verdict';
import { isFingerprint, type Fingerprint } from '../model/fingerprint';
import { MOST_NOTES, type Note } from '../model/note';
import type { CaveatId, CauseId } from '../model/vocabulary';
import { isCrossFinding } from '../model/vocabulary';
import { addressesPort, AddressBook } from './addresses';
import {
  CAUSE_CODES,
  CAVEAT_CODES,
  DIMENSION_CODES,
  ENDED_BY_CODES,
  FACT_CODES,
  FORMAT_CODES,
  ISSUE_CODES,
  NAME_CODES,
  NOTE_CODES,
  OUTCOME_CODES,
  PARTY_CODES,
  REASON_CODES,
  VANTAGE_CODES,
} from './codes';
import { ladderPort } from './describe-ladder';
import { BadLink, optional, Reader, Writer, type Port } from './port';
import { isAddressValue, isDifferenceWord, isProtocolName, isWordValue } from './redact';
import type { SharedAnalysis, SharedCapture, SharedConnection } from './shared-analysis';

export const MOST_FINDINGS = 100;
export const MOST_CONNECTIONS = 50;
export const MOST_FRAMES = 64;
/** Times are told in nanoseconds at most. */
export const MOST_DIGITS = 9;
/** Ids of its connections that a finding names. */
export const MOST_IDS = 8;
const MOST_EVIDENCE = 2_000;
const MOST_OF_VERDICT = 64;
const MOST_VALUES = 40;
const MOST_ISSUES = 64;
const MOST_NOTE_BYTES = 4_000;
const MOST_WORD_BYTES = 60;
const FINGERPRINT_BYTES = 6;
const HISTORY = /^[A-Za-z^+-]{0,200}$/;
const CONN_STATE = /^[A-Z0-9]{0,8}$/;
const VARIANT = /^[a-z0-9-]{1,40}$/;
const NAME = /^[A-Za-z][A-Za-z0-9]{0,39}$/;

/** Observations that are cited more than once are written once. */
class EvidencePool {
  readonly list: Evidence[];
  readonly #numbers = new Map<string, number>();

  constructor(list: readonly Evidence[] = []) {
    this.list = [...list];
  }

  number({ fact, frames, values }: Evidence): number {
    const key = JSON.stringify([fact, frames, values]);
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.list.push({ fact, frames, values }) - 1;
      this.#numbers.set(key, number);
    }
    return number;
  }
}

export function writeAnalysis(analysis: SharedAnalysis): Uint8Array {
  const book = new AddressBook();
  const pool = new EvidencePool();
  const body = new Writer();
  new Description(body, book, pool, true).analysis(analysis);
  const observations = new Writer();
  new Description(observations, book, pool, true).pool(pool.list);
  const whole = new Writer();
  addressesPort(whole, book.texts);
  whole.append(observations.bytes);
  whole.append(body.bytes);
  return whole.bytes;
}

/** @throws BadLink */
export function readAnalysis(bytes: Uint8Array): SharedAnalysis {
  const port = new Reader(bytes);
  const book = new AddressBook(addressesPort(port));
  const list = new Description(port, book, new EvidencePool(), false).pool();
  return new Description(port, book, new EvidencePool(list), false).analysis();
}

class Description {
  readonly #port: Port;
  readonly #book: AddressBook;
  readonly #pool: EvidencePool;
  readonly #isWriting: boolean;

  constructor(port: Port, book: AddressBook, pool: EvidencePool, isWriting: boolean) {
    this.#port = port;
    this.#book = book;
    this.#pool = pool;
    this.#isWriting = isWriting;
  }

  analysis(value?: SharedAnalysis): SharedAnalysis {
    const port = this.#port;
    const isRedacted = port.bool(value?.isRedacted);
    const capture = this.#capture(value?.capture);
    const findings = port.list(MOST_FINDINGS, value?.findings, (finding) => this.#finding(finding));
    const findingsLeftOut = port.uint(value?.findingsLeftOut);
    const connections = port.list(MOST_CONNECTIONS, value?.connections, (connection) => this.#connection(capture, connection));
    const notes = port.list(MOST_NOTES, value?.notes, (note) => this.#note(note));
    // Added after the first links were made: those end here.
    const isThere = port.goesOn(this.#isWriting ? value?.fingerprint !== null : undefined);
    const fingerprint = isThere ? this.#fingerprint(value?.fingerprint ?? undefined) : null;
    const hasChosen = fingerprint !== null && port.goesOn(this.#isWriting ? value?.selected !== null : undefined);
    const selected = hasChosen ? port.uint(value?.selected ?? undefined) : null;
    return { isRedacted, capture, findings, findingsLeftOut, connections, notes, fingerprint, selected };
  }

  pool(list?: readonly Evidence[]): readonly Evidence[] {
    return this.#port.list(MOST_EVIDENCE, list, (value) => ({
      fact: this.#port.id(FACT_CODES, value?.fact),
      frames: this.#frames(value?.frames),
      values: this.#values(value?.values),
    }));
  }

  #evidence(value?: Evidence): Evidence {
    const number = this.#port.uint(value === undefined ? undefined : this.#pool.number(value));
    const evidence = this.#pool.list[number];
    if (evidence === undefined) throw new BadLink('damaged');
    return evidence;
  }

  #capture(value?: SharedCapture): SharedCapture {
    const port = this.#port;
    return {
      format: port.id(FORMAT_CODES, value?.format),
      frames: port.uint(value?.frames),
      tcpSegments: port.uint(value?.tcpSegments),
      connections: port.uint(value?.connections),
      startNs: this.#optional(value?.startNs ?? undefined, (ns) => port.big(ns === undefined ? undefined : BigInt(ns)).toString()) ?? null,
      durationSeconds: port.number(value?.durationSeconds),
      timeDigits: this.#atMost(MOST_DIGITS, value?.timeDigits),
      vantage: port.id(VANTAGE_CODES, value?.vantage),
      fractionRead: port.number(value?.fractionRead),
      issues: port.list(MOST_ISSUES, value?.issues, (issue) => ({
        code: port.id(ISSUE_CODES, issue?.code),
        count: port.uint(issue?.count),
      })),
    };
  }

  #finding(value?: Finding): Finding {
    const port = this.#port;
    const cause = port.id(CAUSE_CODES, value?.cause);
    const variant = this.#variant(value?.variant);
    const count = port.uint(value?.count);
    const connections = this.#ids(MOST_IDS, value?.connections);
    const server = this.#optional(value?.server, (endpoint) => this.#endpoint(endpoint));
    const client = this.#optional(value?.client, (endpoint) => this.#endpoint(endpoint));
    const application = this.#optional(value?.application, (spoken) => this.#application(spoken));
    const party = port.id(PARTY_CODES, value?.party);
    const endedBy = port.id(ENDED_BY_CODES, value?.endedBy);
    const outcome = port.id(OUTCOME_CODES, value?.outcome);
    const confidence = port.number(value?.confidence);
    const facts = this.#values(value?.facts);
    const firstSeconds = port.number(value?.firstSeconds);
    const lastSeconds = port.number(value?.lastSeconds);
    const representative = this.#optional(value?.representative ?? undefined, (id) => port.uint(id)) ?? null;
    const judged = this.#judged(value);
    const differences = this.#optional(value?.differences, (list) => port.list(MOST_OF_VERDICT, list, (one) => this.#difference(one)));
    return {
      cause,
      ...(variant === undefined ? {} : { variant }),
      count,
      connections,
      ...(server === undefined ? {} : { server }),
      ...(client === undefined ? {} : { client }),
      ...(application === undefined ? {} : { application }),
      party,
      endedBy,
      outcome,
      confidence,
      facts,
      firstSeconds,
      lastSeconds,
      representative,
      ...judged,
      ...(differences === undefined ? {} : { differences }),
    };
  }

  #connection(capture: SharedCapture, value?: SharedConnection): SharedConnection {
    const report = this.#report(value?.report);
    const ladder = ladderPort(
      {
        port: this.#port,
        isWriting: this.#isWriting,
        capture,
        report,
        evidence: (evidence) => this.#evidence(evidence),
        address: (address) => this.#address(address),
      },
      value?.ladder,
    );
    return { report, ladder };
  }

  #report(value?: ConnectionReport): ConnectionReport {
    const port = this.#port;
    const id = port.uint(value?.id);
    const client = this.#portedEndpoint(value?.client);
    const server = this.#portedEndpoint(value?.server);
    const rolesAssumed = port.bool(value?.rolesAssumed);
    const application = this.#optional(value?.application, (spoken) => this.#application(spoken));
    return {
      id,
      client,
      server,
      rolesAssumed,
      ...(application === undefined ? {} : { application }),
      startSeconds: port.number(value?.startSeconds),
      durationSeconds: port.number(value?.durationSeconds),
      handshakeSeconds: this.#optional(value?.handshakeSeconds ?? undefined, (seconds) => port.number(seconds)) ?? null,
      segments: port.uint(value?.segments),
      retransmissions: port.uint(value?.retransmissions),
      bytes: { client: port.uint(value?.bytes.client), server: port.uint(value?.bytes.server) },
      connState: this.#matching(CONN_STATE, value?.connState),
      history: this.#matching(HISTORY, value?.history),
      completeness: port.uint(value?.completeness),
      outcome: port.id(OUTCOME_CODES, value?.outcome),
      endedBy: port.id(ENDED_BY_CODES, value?.endedBy),
      verdict: this.#verdict(value?.verdict),
    };
  }

  #verdict(value?: Verdict): Verdict {
    const cause = this.#causeOfConnection(value?.cause);
    const variant = this.#variant(value?.variant);
    return {
      cause,
      ...(variant === undefined ? {} : { variant }),
      confidence: this.#port.number(value?.confidence),
      party: this.#port.id(PARTY_CODES, value?.party),
      facts: this.#values(value?.facts),
      ...this.#judged(value),
    };
  }

  #judged(value?: Verdict | Finding): Pick<Verdict, 'evidence' | 'alternatives' | 'ruledOut' | 'caveats'> {
    const port = this.#port;
    return {
      evidence: port.list(MOST_OF_VERDICT, value?.evidence, (evidence) => this.#evidence(evidence)),
      alternatives: port.list(MOST_OF_VERDICT, value?.alternatives, (other) => this.#alternative(other)),
      ruledOut: port.list(MOST_OF_VERDICT, value?.ruledOut, (other) => this.#alternative(other)),
      caveats: port.list<CaveatId>(MOST_OF_VERDICT, value?.caveats, (caveat) => port.id(CAVEAT_CODES, caveat)),
    };
  }

  #alternative(value?: Alternative): Alternative {
    const cause = this.#causeOfConnection(value?.cause);
    const because = this.#port.id(REASON_CODES, value?.because);
    const frames = this.#optional(value?.frames, (list) => this.#frames(list));
    return { cause, because, ...(frames === undefined ? {} : { frames }) };
  }

  #difference(value?: Difference): Difference {
    const port = this.#port;
    const dimension = port.id(DIMENSION_CODES, value?.dimension);
    return {
      dimension,
      value: this.#differenceValue(dimension, value?.value),
      affected: this.#share(value?.affected),
      others: this.#share(value?.others),
    };
  }

  #differenceValue(dimension: string, value?: string | number): string | number {
    const isNumber = this.#port.bool(value === undefined ? undefined : typeof value === 'number');
    if (isNumber) return this.#port.number(typeof value === 'number' ? value : undefined);
    const text = typeof value === 'string' ? value : undefined;
    if (dimension === 'client' || dimension === 'server') return this.#address(text);
    const word = this.#port.text(MOST_WORD_BYTES, text);
    if (!isDifferenceWord(dimension, word)) throw new BadLink('damaged');
    return word;
  }

  #share(value?: Share): Share {
    return { count: this.#port.uint(value?.count), of: this.#port.uint(value?.of), frames: this.#frames(value?.frames) };
  }

  /** "124560-0a1b2c3d4e5f" as a number and six bytes. Links without one end before it. */
  #fingerprint(value?: Fingerprint): Fingerprint {
    const [size, digits = ''] = value?.split('-') ?? [];
    const bytes = this.#port.uint(size === undefined ? undefined : Number(size));
    const hash = value === undefined ? undefined : Array.from({ length: FINGERPRINT_BYTES }, (_, at) => hexByte(digits, at));
    const read = this.#port.column(FINGERPRINT_BYTES, hash).map((byte) => byte.toString(16).padStart(2, '0'));
    const fingerprint = `${bytes}-${read.join('')}`;
    if (!isFingerprint(fingerprint)) throw new BadLink('damaged');
    return fingerprint;
  }

  #note(value?: Note): Note {
    const port = this.#port;
    return { about: port.id(NOTE_CODES, value?.about), number: port.uint(value?.number), text: port.text(MOST_NOTE_BYTES, value?.text) };
  }

  /** Numbers, addresses and words by name. */
  #values(values?: Values): Values {
    const port = this.#port;
    const items = values === undefined ? undefined : Object.entries(values);
    const list = port.list<[string, number | string]>(MOST_VALUES, items, (item) => {
      const name = this.#name(item?.[0]);
      const value = item?.[1];
      const isNumber = port.bool(value === undefined ? undefined : typeof value === 'number');
      if (isNumber) return [name, port.number(typeof value === 'number' ? value : undefined)];
      const text = typeof value === 'string' ? value : undefined;
      if (isAddressValue(name)) return [name, this.#address(text)];
      const word = port.text(MOST_WORD_BYTES, text);
      if (!isWordValue(name, word)) throw new BadLink('damaged');
      return [name, word];
    });
    return Object.fromEntries(list);
  }

  /** Its code plus one; 0 for a name that has none and is written out. */
  #name(value?: string): string {
    const port = this.#port;
    const code = port.uint(value === undefined ? undefined : NAME_CODES.indexOf(value) + 1);
    if (code === 0) return this.#matching(NAME, value);
    const name = NAME_CODES[code - 1];
    if (name === undefined) throw new BadLink('newer');
    return name;
  }

  #application(value?: Application): Application {
    const protocol = this.#port.text(MOST_WORD_BYTES, value?.protocol);
    if (!isProtocolName(protocol)) throw new BadLink('newer');
    return { protocol };
  }

  #endpoint(value?: Endpoint): Endpoint {
    const address = this.#address(value?.address);
    const port = this.#optional(value?.port, (number) => this.#atMost(0xffff, number));
    return { address, ...(port === undefined ? {} : { port }) };
  }

  #portedEndpoint(value?: ConnectionReport['client']): ConnectionReport['client'] {
    return { address: this.#address(value?.address), port: this.#atMost(0xffff, value?.port) };
  }

  #address(value?: string): string {
    return value === undefined ? this.#book.read(this.#port) : this.#book.write(this.#port, value);
  }

  #causeOfConnection(value?: CauseId): CauseId {
    const cause = this.#port.id(CAUSE_CODES, value);
    if (isCrossFinding(cause)) throw new BadLink('damaged');
    return cause;
  }

  #variant(value?: string): string | undefined {
    return this.#optional(value, (text) => this.#matching(VARIANT, text));
  }

  #matching(pattern: RegExp, value?: string): string {
    const text = this.#port.text(200, value);
    if (!pattern.test(text)) throw new BadLink('damaged');
    return text;
  }

  #frames(value?: readonly number[]): readonly number[] {
    return this.#ids(MOST_FRAMES, value);
  }

  /** Numbers that mostly grow, by their differences. */
  #ids(most: number, value?: readonly number[]): readonly number[] {
    let before = 0;
    return this.#port.list(most, value, (id) => {
      const step = this.#port.int(id === undefined ? undefined : id - before);
      before += step;
      if (!Number.isSafeInteger(before) || before < 0) throw new BadLink('damaged');
      return before;
    });
  }

  #atMost(most: number, value?: number): number {
    const number = this.#port.uint(value);
    if (number > most) throw new BadLink('damaged');
    return number;
  }

  #optional<T>(value: T | undefined, item: (value?: T) => T): T | undefined {
    return optional(this.#port, this.#isWriting, value, item);
  }
}

function hexByte(digits: string, at: number): number {
  return Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16);
}
