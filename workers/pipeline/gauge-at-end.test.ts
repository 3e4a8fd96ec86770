// The gauge of a limit's incident, at the end of every connection that has one, against a plain count over the spans of all others.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Admission } from '../handlers/connection-columns';
import { memorySource } from '../testing/memory-source';
import { analyzeCapture } from './analyze';
import { withEnd } from './gauge-at-end';

it('counts who was open when the last packet of a refused one came', async () => {
  const bytes = new Uint8Array(readFileSync(new URL('../../public/samples/zookeeper-limit.pcapng', import.meta.url)));
  const result = await analyzeCapture(memorySource(bytes), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  const { columns, tables } = result.value;
  const { origAddress, respPort } = tables.connections;
  let told = 0;
  for (let id = 0; id < tables.connections.length; id++) {
    const gauge = withEnd(result.value.gauge(id), result.value, result.value.report(id));
    if (gauge?.atEnd === undefined) continue;
    told++;
    const at = columns.ended[id];
    const open = Array.from({ length: tables.connections.length }, (_, c) => c).filter(
      (c) =>
        c !== id &&
        columns.admission[c] !== Admission.Rejected &&
        origAddress.values[c] === origAddress.values[id] &&
        respPort.values[c] === respPort.values[id] &&
        columns.accepted[c] >= 0 &&
        columns.accepted[c] < at &&
        columns.openUntil[c] >= at,
    );
    expect(gauge.atEnd.open, `connection ${id}`).toBe(open.length);
    const row = tables.connections.segments
      .subarray(tables.connections.segmentStart[id], tables.connections.segmentStart[id + 1])
      .find((segment) => tables.segments.frameIndex.values[segment] + 1 === gauge.atEnd?.frame);
    expect(row).toBeDefined();
  }
  expect(told).toBeGreaterThan(10);
});
