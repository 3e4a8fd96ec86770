// The one place that everything passes before it is written into a link: names, quoted payload and product texts are left out,
// addresses become pseudonyms unless they are wanted. What it does not know, it leaves out. What people wrote stays, without the
// addresses and names in it.

import { PROTOCOLS } from '../model/mark-table';
import { cleanNote } from '../model/note';
import type { LadderModel, LadderRow } from '../ladder/ladder-model';
import type { Application, ConnectionReport, Difference, Endpoint, Evidence, Finding, Values, Verdict } from '../model/verdict';
import { addressBytes, pseudonym, usualAddress, type Role } from './addresses';
import type { SharedAnalysis } from './shared-analysis';

/** Stands where text of the payload stood. */
const WITHHELD = '…';
const ADDRESS_VALUES: ReadonlySet<string> = new Set(['address', 'from', 'rejectedBy']);
/** Texts of our own making, of a fixed set. */
const WORD_VALUES: ReadonlySet<string> = new Set(['alert', 'clientProtocol', 'serverProtocol', 'layer', 'reason', 'side']);
const WORD = /^[A-Za-z0-9][A-Za-z0-9 _./()-]{0,40}$/;
const HINT =
  /^(?:HTTP request|HTTP \d{1,5}(?: close)?|TLS ClientHello|TLS ServerHello|TLS alert \d{1,3}|TLS ChangeCipherSpec|TLS alert \(encrypted\)|TLS handshake|TLS data|TLS)$/;
/** In what people wrote: hardware addresses, and what may be an address of either family. */
const MAC = /(?<![\w:.-])[\da-f]{2}(?:[:-][\da-f]{2}){5}(?![\w:-])/gi;
const IPV4_LIKE = /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d)/g;
const IPV6_LIKE = /(?<![\w:.])[\da-f]{0,4}(?::[\da-f]{0,4}){2,7}(?:%\w+)?(?![\w:]|\.\d)/gi;
/** Shorter names than this occur in any sentence. */
const SHORTEST_NAME = 4;
const PROTOCOL_NAMES: ReadonlySet<string> = new Set<string>(PROTOCOLS);

export function isAddressValue(name: string): boolean {
  return ADDRESS_VALUES.has(name);
}

/** May a link hold this text as a value of that name? */
export function isWordValue(name: string, text: string): boolean {
  return text === WITHHELD ? name === 'text' : WORD_VALUES.has(name) && WORD.test(text);
}

export function isProtocolName(text: string): boolean {
  return PROTOCOL_NAMES.has(text);
}

/** May a link hold this text at an arrow? */
export function isHint(text: string): boolean {
  return text === '' || text.split(', ').every((part) => HINT.test(part) || isProtocolName(part));
}

/** Without names and quotations: the protocol's own words alone. */
export function cleanHint(text: string): string {
  const unquoted = (text.split('"')[0] ?? '').replace(/TLS ClientHello .*/, 'TLS ClientHello');
  return unquoted
    .split(', ')
    .filter((part) => part !== '' && isHint(part))
    .join(', ');
}

/** The same pseudonym for the same address everywhere. */
export class Pseudonyms {
  readonly #byAddress = new Map<string, string>();
  readonly #counts: Record<Role, number> = { client: 0, server: 0, host: 0 };
  readonly #withheld = new Set<string>();
  readonly #keepsAddresses: boolean;

  constructor(keepsAddresses: boolean) {
    this.#keepsAddresses = keepsAddresses;
  }

  of(address: string, role: Role): string {
    // Printed packets may have names where addresses would stand: those are replaced in any case.
    if (this.#keepsAddresses && addressBytes(address) !== null) return address;
    let name = this.#byAddress.get(address);
    if (name === undefined) {
      name = pseudonym(role, ++this.#counts[role]);
      this.#byAddress.set(address, name);
    }
    return name;
  }

  /** A name or a quotation of the capture: it is left out wherever a person repeated it. */
  withhold(text: string): void {
    if (text.length >= SHORTEST_NAME && !isProtocolName(text)) this.#withheld.add(text);
  }

  /** What a person wrote: without addresses, whether the capture has them or not, and without names of the capture. */
  inText(text: string): string {
    let cleaned = text;
    for (const name of [...this.#withheld].toSorted((a, b) => b.length - a.length)) cleaned = withoutText(cleaned, name, WITHHELD);
    if (!this.#keepsAddresses) {
      const renamed = (written: string): string => {
        const address = usualAddress(written.replace(/%\w+$/, ''));
        return address === null ? written : this.of(address, 'host');
      };
      cleaned = cleaned.replaceAll(MAC, WITHHELD).replaceAll(IPV6_LIKE, renamed).replaceAll(IPV4_LIKE, renamed);
    }
    // What is still there stands inside a word, or is a name where addresses would stand (printed packets). Longer ones first.
    const replaced = [...this.#byAddress].toSorted(([a], [b]) => b.length - a.length);
    return replaced.reduce((before, [address, name]) => withoutText(before, address, name), cleaned);
  }
}

/** In any case of its letters, as names of hosts are compared. */
function withoutText(text: string, unwanted: string, instead: string): string {
  const pattern = unwanted.replaceAll(/[$()*+.?[\\\]^{|}/-]/g, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`);
  return text.replaceAll(new RegExp(pattern, 'giu'), instead);
}

export interface Redacted {
  readonly analysis: SharedAnalysis;
  /** The same for text that goes out beside the analysis: titles, authors, measures. */
  readonly inText: (text: string) => string;
}

export function redact(analysis: SharedAnalysis, keepsAddresses: boolean): Redacted {
  const names = new Pseudonyms(keepsAddresses);
  if (!keepsAddresses) withholdNames(analysis, names);
  // The ends first: whoever is client or server anywhere is called so everywhere.
  for (const { server, client } of analysis.findings) {
    if (server !== undefined) names.of(server.address, 'server');
    if (client !== undefined) names.of(client.address, 'client');
  }
  for (const { report } of analysis.connections) {
    names.of(report.server.address, 'server');
    names.of(report.client.address, 'client');
  }
  const findings = analysis.findings.map((finding) => cleanFinding(finding, names));
  const connections = analysis.connections.map(({ report, ladder }) => ({
    report: cleanReport(report, names),
    ladder: cleanLadder(ladder, names),
  }));
  // Texts last: by now every address of the capture that is told has its name.
  const inText = (text: string): string => names.inText(text);
  const notes = analysis.notes.map((note) => ({ ...note, text: cleanNote(inText(note.text)) })).filter(({ text }) => text !== '');
  return { analysis: { ...analysis, isRedacted: !keepsAddresses, findings, connections, notes }, inText };
}

function withholdNames({ findings, connections }: SharedAnalysis, names: Pseudonyms): void {
  const told = [...findings, ...connections.map(({ report }) => report), ...connections.map(({ report }) => report.verdict)];
  for (const item of told) {
    if ('application' in item) {
      for (const text of [item.application?.name, item.application?.product]) if (text !== undefined) names.withhold(text);
    }
    const observed = 'evidence' in item ? item.evidence : [];
    const facts = 'facts' in item ? [item.facts] : [];
    for (const values of [...facts, ...observed.map((evidence) => evidence.values)]) {
      for (const [name, value] of Object.entries(values)) {
        if (typeof value === 'string' && !isAddressValue(name) && !isWordValue(name, value)) names.withhold(value);
      }
    }
  }
}

function cleanFinding(finding: Finding, names: Pseudonyms): Finding {
  const { server, client, application, differences, ...rest } = finding;
  const kept = cleanApplication(application);
  return {
    ...rest,
    ...(server === undefined ? {} : { server: cleanEndpoint(server, names, 'server') }),
    ...(client === undefined ? {} : { client: cleanEndpoint(client, names, 'client') }),
    ...(kept === undefined ? {} : { application: kept }),
    ...(differences === undefined ? {} : { differences: differences.flatMap((difference) => cleanDifference(difference, names)) }),
    facts: cleanValues(finding.facts, names),
    evidence: finding.evidence.map((evidence) => cleanEvidence(evidence, names)),
  };
}

/** Beside packets without payload: what was quoted of it, and names in it, are left out; addresses stand in the packets anyway. */
export function unquotedFinding(finding: Finding): Finding {
  return cleanFinding(finding, new Pseudonyms(true));
}

export function unquotedReport(report: ConnectionReport): ConnectionReport {
  return cleanReport(report, new Pseudonyms(true));
}

function cleanReport(report: ConnectionReport, names: Pseudonyms): ConnectionReport {
  const { application, ...rest } = report;
  const kept = cleanApplication(application);
  return {
    ...rest,
    client: { ...report.client, address: names.of(report.client.address, 'client') },
    server: { ...report.server, address: names.of(report.server.address, 'server') },
    ...(kept === undefined ? {} : { application: kept }),
    verdict: cleanVerdict(report.verdict, names),
  };
}

function cleanVerdict(verdict: Verdict, names: Pseudonyms): Verdict {
  return {
    ...verdict,
    facts: cleanValues(verdict.facts, names),
    evidence: verdict.evidence.map((evidence) => cleanEvidence(evidence, names)),
  };
}

function cleanLadder(ladder: LadderModel, names: Pseudonyms): LadderModel {
  return {
    ...ladder,
    client: { ...ladder.client, address: names.of(ladder.client.address, 'client') },
    server: { ...ladder.server, address: names.of(ladder.server.address, 'server') },
    rows: ladder.rows.map((row): LadderRow => {
      if (row.kind !== 'packet') return row;
      const icmp = row.icmp === null ? null : { ...row.icmp, from: names.of(row.icmp.from, 'host') };
      return { ...row, hint: cleanHint(row.hint), icmp };
    }),
    annotations: ladder.annotations.map((note) => ({ ...note, values: cleanValues(note.values, names) })),
  };
}

function cleanEndpoint(endpoint: Endpoint, names: Pseudonyms, role: Role): Endpoint {
  return { ...endpoint, address: names.of(endpoint.address, role) };
}

/** The protocol alone: the name is a host name, the product is payload. */
function cleanApplication(application: Application | undefined): Application | undefined {
  const protocol = application?.protocol;
  return protocol !== undefined && isProtocolName(protocol) ? { protocol } : undefined;
}

function cleanDifference(difference: Difference, names: Pseudonyms): readonly Difference[] {
  const { dimension, value } = difference;
  if (typeof value === 'number') return [difference];
  if (dimension === 'client' || dimension === 'server') return [{ ...difference, value: names.of(value, dimension) }];
  return dimension === 'first-payload' && WORD.test(value) ? [difference] : [];
}

/** May a link hold this as what connections have in common? Addresses apart. */
export function isDifferenceWord(dimension: string, text: string): boolean {
  return dimension === 'first-payload' && WORD.test(text);
}

function cleanEvidence(evidence: Evidence, names: Pseudonyms): Evidence {
  return { ...evidence, values: cleanValues(evidence.values, names) };
}

export function cleanValues(values: Values, names: Pseudonyms): Values {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): [string, number | string][] => {
      if (typeof value === 'number') return [[name, value]];
      if (isAddressValue(name)) return [[name, names.of(value, 'host')]];
      if (name === 'text') return [[name, WITHHELD]];
      return isWordValue(name, value) ? [[name, value]] : [];
    }),
  );
}
