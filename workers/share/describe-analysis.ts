// What an evidence link holds, part by part, for writing and reading alike. The order is the format of version 1: later versions
// may only append behind the notes, where this one stops reading.

import type { Alternative, Application, ConnectionReport, Difference, Endpoint, Evidence, Finding, Share, Verdict } from '../model/verdict';
import { MOST_NOTES } from '../model/note';
import type { CaveatId } from '../model/vocabulary';
import { addressesPort, AddressBook } from './addresses';
import {
  CAUSE_CODES,
  CAVEAT_CODES,
  DIMENSION_CODES,
  ENDED_BY_CODES,
  FACT_CODES,
  FORMAT_CODES,
  ISSUE_CODES,
  OUTCOME_CODES,
  PARTY_CODES,
  REASON_CODES,
  VANTAGE_CODES,
} from './codes';
import { Fields, MOST_WORD_BYTES } from './describe-fields';
import { ladderPort } from './describe-ladder';
import { BadLink, Reader, Writer, type Port } from './port';
import { isDifferenceWord, isProtocolName } from './redact';
import type { SharedAnalysis, SharedCapture, SharedConnection } from './shared-analysis';

export const MOST_FINDINGS = 100;
export const MOST_CONNECTIONS = 50;
/** Times are told in nanoseconds at most. */
export const MOST_DIGITS = 9;
/** Ids of its connections that a finding names. */
export const MOST_IDS = 8;
const MOST_EVIDENCE = 2_000;
const MOST_OF_VERDICT = 64;
const MOST_ISSUES = 64;
const HISTORY = /^[A-Za-z^+-]{0,200}$/;
const CONN_STATE = /^[A-Z0-9]{0,8}$/;

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

class Description extends Fields {
  readonly #pool: EvidencePool;

  constructor(port: Port, book: AddressBook, pool: EvidencePool, isWriting: boolean) {
    super(port, book, isWriting);
    this.#pool = pool;
  }

  analysis(value?: SharedAnalysis): SharedAnalysis {
    const port = this.port;
    const isRedacted = port.bool(value?.isRedacted);
    const capture = this.#capture(value?.capture);
    const findings = port.list(MOST_FINDINGS, value?.findings, (finding) => this.#finding(finding));
    const findingsLeftOut = port.uint(value?.findingsLeftOut);
    const connections = port.list(MOST_CONNECTIONS, value?.connections, (connection) => this.#connection(capture, connection));
    const notes = port.list(MOST_NOTES, value?.notes, (note) => this.note(note));
    // Added after the first links were made: those end here.
    const isThere = port.goesOn(this.isWriting ? value?.fingerprint !== null : undefined);
    const fingerprint = isThere ? this.fingerprint(value?.fingerprint ?? undefined) : null;
    const hasChosen = fingerprint !== null && port.goesOn(this.isWriting ? value?.selected !== null : undefined);
    const selected = hasChosen ? port.uint(value?.selected ?? undefined) : null;
    return { isRedacted, capture, findings, findingsLeftOut, connections, notes, fingerprint, selected };
  }

  pool(list?: readonly Evidence[]): readonly Evidence[] {
    return this.port.list(MOST_EVIDENCE, list, (value) => ({
      fact: this.port.id(FACT_CODES, value?.fact),
      frames: this.frames(value?.frames),
      values: this.values(value?.values),
    }));
  }

  #evidence(value?: Evidence): Evidence {
    const number = this.port.uint(value === undefined ? undefined : this.#pool.number(value));
    const evidence = this.#pool.list[number];
    if (evidence === undefined) throw new BadLink('damaged');
    return evidence;
  }

  #capture(value?: SharedCapture): SharedCapture {
    const port = this.port;
    return {
      format: port.id(FORMAT_CODES, value?.format),
      frames: port.uint(value?.frames),
      tcpSegments: port.uint(value?.tcpSegments),
      connections: port.uint(value?.connections),
      startNs: this.optional(value?.startNs ?? undefined, (ns) => port.big(ns === undefined ? undefined : BigInt(ns)).toString()) ?? null,
      durationSeconds: port.number(value?.durationSeconds),
      timeDigits: this.atMost(MOST_DIGITS, value?.timeDigits),
      vantage: port.id(VANTAGE_CODES, value?.vantage),
      fractionRead: port.number(value?.fractionRead),
      issues: port.list(MOST_ISSUES, value?.issues, (issue) => ({
        code: port.id(ISSUE_CODES, issue?.code),
        count: port.uint(issue?.count),
      })),
    };
  }

  #finding(value?: Finding): Finding {
    const port = this.port;
    const cause = port.id(CAUSE_CODES, value?.cause);
    const variant = this.variant(value?.variant);
    const count = port.uint(value?.count);
    const connections = this.ids(MOST_IDS, value?.connections);
    const server = this.optional(value?.server, (endpoint) => this.#endpoint(endpoint));
    const client = this.optional(value?.client, (endpoint) => this.#endpoint(endpoint));
    const application = this.optional(value?.application, (spoken) => this.#application(spoken));
    const party = port.id(PARTY_CODES, value?.party);
    const endedBy = port.id(ENDED_BY_CODES, value?.endedBy);
    const outcome = port.id(OUTCOME_CODES, value?.outcome);
    const confidence = port.number(value?.confidence);
    const facts = this.values(value?.facts);
    const firstSeconds = port.number(value?.firstSeconds);
    const lastSeconds = port.number(value?.lastSeconds);
    const representative = this.optional(value?.representative ?? undefined, (id) => port.uint(id)) ?? null;
    const judged = this.#judged(value);
    const differences = this.optional(value?.differences, (list) => port.list(MOST_OF_VERDICT, list, (one) => this.#difference(one)));
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
        port: this.port,
        isWriting: this.isWriting,
        capture,
        report,
        evidence: (evidence) => this.#evidence(evidence),
        address: (address) => this.address(address),
      },
      value?.ladder,
    );
    return { report, ladder };
  }

  #report(value?: ConnectionReport): ConnectionReport {
    const port = this.port;
    const id = port.uint(value?.id);
    const client = this.portedEndpoint(value?.client);
    const server = this.portedEndpoint(value?.server);
    const rolesAssumed = port.bool(value?.rolesAssumed);
    const application = this.optional(value?.application, (spoken) => this.#application(spoken));
    return {
      id,
      client,
      server,
      rolesAssumed,
      ...(application === undefined ? {} : { application }),
      startSeconds: port.number(value?.startSeconds),
      durationSeconds: port.number(value?.durationSeconds),
      handshakeSeconds: this.optional(value?.handshakeSeconds ?? undefined, (seconds) => port.number(seconds)) ?? null,
      segments: port.uint(value?.segments),
      retransmissions: port.uint(value?.retransmissions),
      bytes: { client: port.uint(value?.bytes.client), server: port.uint(value?.bytes.server) },
      connState: this.matching(CONN_STATE, value?.connState),
      history: this.matching(HISTORY, value?.history),
      completeness: port.uint(value?.completeness),
      outcome: port.id(OUTCOME_CODES, value?.outcome),
      endedBy: port.id(ENDED_BY_CODES, value?.endedBy),
      verdict: this.#verdict(value?.verdict),
    };
  }

  #verdict(value?: Verdict): Verdict {
    const cause = this.causeOfConnection(value?.cause);
    const variant = this.variant(value?.variant);
    return {
      cause,
      ...(variant === undefined ? {} : { variant }),
      confidence: this.port.number(value?.confidence),
      party: this.port.id(PARTY_CODES, value?.party),
      facts: this.values(value?.facts),
      ...this.#judged(value),
    };
  }

  #judged(value?: Verdict | Finding): Pick<Verdict, 'evidence' | 'alternatives' | 'ruledOut' | 'caveats'> {
    const port = this.port;
    return {
      evidence: port.list(MOST_OF_VERDICT, value?.evidence, (evidence) => this.#evidence(evidence)),
      alternatives: port.list(MOST_OF_VERDICT, value?.alternatives, (other) => this.#alternative(other)),
      ruledOut: port.list(MOST_OF_VERDICT, value?.ruledOut, (other) => this.#alternative(other)),
      caveats: port.list<CaveatId>(MOST_OF_VERDICT, value?.caveats, (caveat) => port.id(CAVEAT_CODES, caveat)),
    };
  }

  #alternative(value?: Alternative): Alternative {
    const cause = this.causeOfConnection(value?.cause);
    const because = this.port.id(REASON_CODES, value?.because);
    const frames = this.optional(value?.frames, (list) => this.frames(list));
    return { cause, because, ...(frames === undefined ? {} : { frames }) };
  }

  #difference(value?: Difference): Difference {
    const port = this.port;
    const dimension = port.id(DIMENSION_CODES, value?.dimension);
    return {
      dimension,
      value: this.#differenceValue(dimension, value?.value),
      affected: this.#share(value?.affected),
      others: this.#share(value?.others),
    };
  }

  #differenceValue(dimension: string, value?: string | number): string | number {
    const isNumber = this.port.bool(value === undefined ? undefined : typeof value === 'number');
    if (isNumber) return this.port.number(typeof value === 'number' ? value : undefined);
    const text = typeof value === 'string' ? value : undefined;
    if (dimension === 'client' || dimension === 'server') return this.address(text);
    const word = this.port.text(MOST_WORD_BYTES, text);
    if (!isDifferenceWord(dimension, word)) throw new BadLink('damaged');
    return word;
  }

  #share(value?: Share): Share {
    return { count: this.port.uint(value?.count), of: this.port.uint(value?.of), frames: this.frames(value?.frames) };
  }

  #application(value?: Application): Application {
    const protocol = this.port.text(MOST_WORD_BYTES, value?.protocol);
    if (!isProtocolName(protocol)) throw new BadLink('newer');
    return { protocol };
  }

  #endpoint(value?: Endpoint): Endpoint {
    const address = this.address(value?.address);
    const port = this.optional(value?.port, (number) => this.atMost(0xffff, number));
    return { address, ...(port === undefined ? {} : { port }) };
  }
}
