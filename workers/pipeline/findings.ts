// Groups connections of one cause at one server into findings and ranks them, worst first.

import { causesAtStart, causesPerClient, severityOf } from '../causes/severity';
import type { UnansweredArp } from '../handlers/capture-facts';
import { Admission } from '../handlers/connection-columns';
import { Differences } from '../handlers/differences';
import type { CaptureTables } from '../model/tables';
import type { Endpoint, Finding, Values } from '../model/verdict';
import { BENIGN_CAUSES, CAUSE_IDS, QUIET_CAUSES, isCrossFinding, type CauseId } from '../model/vocabulary';
import { applicationOf } from './application';
import { crossFindings } from './cross-findings';
import { ENDED_BY, OUTCOMES, PARTIES, type Judgement } from './judge';

interface Group {
  readonly cause: CauseId;
  readonly listener: number;
  readonly endedBy: number;
  readonly ids: number[];
  best: number;
  confidenceSum: number;
}

const BENIGN = new Set(BENIGN_CAUSES.map((cause) => CAUSE_IDS.indexOf(cause)));

export function buildFindings(judgement: Judgement, arp: readonly UnansweredArp[]): Finding[] {
  const { columns, tables } = judgement;
  const groups = new Map<string, Group>();
  for (let c = 0; c < tables.connections.length; c++) {
    const cause = columns.cause[c] as number;
    if (BENIGN.has(cause)) continue;
    const id = CAUSE_IDS[cause] as CauseId;
    const client = causesPerClient.has(id) ? (tables.connections.origAddress.values[c] as number) : -1;
    // How a connection ended later says nothing where the trouble was at its beginning.
    const ender = causesAtStart.has(id) ? -1 : columns.endedBy[c];
    const key = `${cause}/${columns.listener[c]}/${ender}/${client}`;
    let group = groups.get(key);
    if (group === undefined) {
      group = {
        cause: id,
        listener: columns.listener[c] as number,
        endedBy: columns.endedBy[c] as number,
        ids: [],
        best: c,
        confidenceSum: 0,
      };
      groups.set(key, group);
    }
    group.ids.push(c);
    group.confidenceSum += columns.confidence[c] as number;
    if (isClearer(judgement, c, group.best)) group.best = c;
  }
  const findings = [...groups.values()].map((group) => toFinding(judgement, group));
  findings.push(...crossFindings(judgement));
  for (const silence of arp) findings.push(arpFinding(tables, silence));
  findings.sort((a, b) => rankOf(b) - rankOf(a) || a.firstSeconds - b.firstSeconds);
  return setApart(judgement, findings);
}

/** Findings of which anybody reads what sets them apart. */
const SET_APART_MAX = 50;

function setApart({ tables, columns, listeners }: Judgement, findings: readonly Finding[]): Finding[] {
  const differences = new Differences(tables, columns);
  return findings.map((finding, rank) => {
    const [first] = finding.connections;
    if (rank >= SET_APART_MAX || first === undefined) return finding;
    const found = differences.of(finding.connections, listeners[columns.listener[first] as number]);
    return found.length === 0 ? finding : { ...finding, differences: found };
  });
}

/** Higher confidence first; then the one that is shorter to read; then the earlier. */
function isClearer(judgement: Judgement, candidate: number, current: number): boolean {
  const { columns } = judgement;
  const better = (columns.confidence[candidate] as number) - (columns.confidence[current] as number);
  if (Math.abs(better) > 0.001) return better > 0;
  const retransmissions = (columns.retransmissions[candidate] as number) - (columns.retransmissions[current] as number);
  if (retransmissions !== 0 && columns.admission[candidate] === Admission.Rejected) return retransmissions < 0;
  return false;
}

/** What no connection was judged by stands behind every verdict that did harm; what did none, behind everything. */
const BEHIND_HARM = 1e-9;
const BEHIND_ALL = 1e-18;

function rankOf(finding: Finding): number {
  const rank = finding.count * severityOf(finding.cause) * finding.confidence;
  if (isCrossFinding(finding.cause)) return rank * BEHIND_HARM;
  return QUIET_CAUSES.includes(finding.cause) ? rank * BEHIND_ALL : rank;
}

function toFinding(judgement: Judgement, group: Group): Finding {
  const { tables, columns, listeners } = judgement;
  const report = judgement.explain(group.best);
  const { verdict } = report;
  const listener = listeners[group.listener];
  let firstSeconds = Infinity;
  let lastSeconds = -Infinity;
  const clients = new Set<number>();
  for (const c of group.ids) {
    firstSeconds = Math.min(firstSeconds, columns.start[c] as number);
    lastSeconds = Math.max(lastSeconds, columns.end[c] as number);
    if (clients.size < 2) clients.add(tables.connections.origAddress.values[c] as number);
  }
  const [onlyClient] = clients;
  const server: Endpoint | undefined =
    listener === undefined ? undefined : { address: tables.addresses.text(listener.address), port: listener.port };
  const facts: Values = { ...verdict.facts };
  const application = applicationOf(tables, report.context.facts, report.context.listener);
  return {
    cause: group.cause,
    ...(verdict.variant === undefined ? {} : { variant: verdict.variant }),
    count: group.ids.length,
    connections: group.ids,
    ...(server === undefined ? {} : { server }),
    ...(clients.size === 1 && onlyClient !== undefined ? { client: { address: tables.addresses.text(onlyClient) } } : {}),
    ...(application === undefined ? {} : { application }),
    party: PARTIES[columns.party[group.best] as number] ?? 'unknown',
    endedBy: ENDED_BY[group.endedBy] ?? 'none',
    outcome: OUTCOMES[columns.outcome[group.best] as number] ?? 'unclear',
    confidence: Math.min(verdict.confidence, group.confidenceSum / group.ids.length + 0.02),
    facts,
    firstSeconds,
    lastSeconds,
    representative: group.best,
    evidence: verdict.evidence,
    alternatives: verdict.alternatives,
    ruledOut: verdict.ruledOut,
    caveats: verdict.caveats,
  };
}

/** ARP asked and nobody answered: no SYN ever left, so there is a finding without connections. */
function arpFinding(tables: CaptureTables, silence: UnansweredArp): Finding {
  const address = tables.addresses.text(silence.target);
  return {
    cause: 'host-unreachable',
    count: silence.attempts,
    connections: [],
    server: { address },
    client: { address: tables.addresses.text(silence.asker) },
    party: 'network',
    endedBy: 'none',
    outcome: 'unreachable',
    confidence: silence.frames.length >= 3 ? 0.93 : 0.78,
    facts: {},
    firstSeconds: silence.firstSeconds,
    lastSeconds: silence.lastSeconds,
    representative: null,
    evidence: [{ fact: 'arp-unanswered', frames: silence.frames.slice(0, 6), values: { requests: silence.frames.length, address } }],
    alternatives: [],
    ruledOut: [],
    caveats: [],
  };
}
