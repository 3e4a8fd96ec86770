// From a finding to its clearest example, at the packet that ended it. Evidence may cite packets of other connections too.

import type { Finding } from '#engine/model/verdict';
import { engine } from '../../engine-client/engine-client';
import { openConnection } from '../../store/store';

/** Packets of other connections are few among the last ones; a long list of them must not delay the click. */
const MAX_ASKED = 12;

export async function showPackets(finding: Pick<Finding, 'evidence'>, representative: number): Promise<void> {
  openConnection(representative, await lastCited(finding, representative));
}

/** The last packet of the connection that the evidence cites. */
async function lastCited(finding: Pick<Finding, 'evidence'>, representative: number): Promise<number | null> {
  const cited = [...new Set(finding.evidence.flatMap((evidence) => evidence.frames))].toSorted((a, b) => b - a);
  const latest = cited.slice(0, MAX_ASKED);
  const owners = await Promise.all(latest.map((frame) => engine().connectionOfFrame(frame)));
  const at = owners.findIndex((answer) => answer.ok && answer.value === representative);
  return latest[at] ?? cited.at(-1) ?? null;
}
