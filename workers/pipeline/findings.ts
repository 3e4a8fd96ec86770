// What each group of connections amounts to, as findings, ranked worst first.

import { severityOf } from '../causes/severity';
import type { UnansweredArp } from '../handlers/capture-facts';
import { Differences } from '../handlers/differences';
import type { CaptureTables } from '../model/tables';
import type { Endpoint, Finding, Values } from '../model/verdict';
import { QUIET_CAUSES, isCrossFinding } from '../model/vocabulary';
import { applicationOf } from './application';
import { crossFindings } from './cross-findings';
import { groupConnections, type Group } from './finding-groups';
import { ENDED_BY, OUTCOMES, PARTIES, type Judgement } from './judge';

export function buildFindings(judgement: Judgement, arp: readonly UnansweredArp[]): Finding[] {
  const { tables } = judgement;
  const findings = groupConnections(judgement).map((group) => toFinding(judgement, group));
  findings.push(...crossFindings(judgement));
  for (const silence of arp) addArpSilence(findings, tables, silence);
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
    // Of several ports nothing is told: each has others to be compared with.
    const listener = finding.server?.port === undefined ? undefined : listeners[columns.listener[first] as number];
    const found = differences.of(finding.connections, finding.cause, listener);
    return found.length === 0 ? finding : { ...finding, differences: found };
  });
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
  const { tables, columns } = judgement;
  const report = judgement.explain(group.best);
  const { verdict } = report;
  let firstSeconds = Infinity;
  let lastSeconds = -Infinity;
  const clients = new Set<number>();
  for (const c of group.ids) {
    firstSeconds = Math.min(firstSeconds, columns.start[c] as number);
    lastSeconds = Math.max(lastSeconds, columns.end[c] as number);
    if (clients.size < 2) clients.add(tables.connections.origAddress.values[c] as number);
  }
  const [onlyClient] = clients;
  const server = serverOf(judgement, group);
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

/** The address alone where several ports of it are meant. */
function serverOf({ tables, columns, listeners }: Judgement, group: Group): Endpoint | undefined {
  const listener = listeners[columns.listener[group.best] as number];
  if (listener === undefined) return undefined;
  const address = tables.addresses.text(listener.address);
  const isOnePort = [...group.listeners].every((index) => {
    const other = listeners[index];
    return other === listener || other?.address !== listener.address;
  });
  return isOnePort ? { address, port: listener.port } : { address };
}

/** Nobody answers for an address that others could not reach either: one dead host, told by its router as well. */
function addArpSilence(findings: Finding[], tables: CaptureTables, silence: UnansweredArp): void {
  const alone = arpFinding(tables, silence);
  const at = findings.findIndex(({ cause, server }) => cause === 'host-unreachable' && server?.address === alone.server?.address);
  const same = findings[at];
  if (same === undefined) {
    findings.push(alone);
    return;
  }
  findings[at] = {
    ...same,
    confidence: Math.max(same.confidence, alone.confidence),
    firstSeconds: Math.min(same.firstSeconds, alone.firstSeconds),
    lastSeconds: Math.max(same.lastSeconds, alone.lastSeconds),
    evidence: [...same.evidence, ...alone.evidence],
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
