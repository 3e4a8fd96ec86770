import { describe, expect, it } from 'vitest';
import { closedAfterAccept, crossedInFlight, deviceOnPath, expandedRun, gapRow, packetRow, stalePool } from '../testing/ladder-fixtures';
import { anchorIndex, changeOf, flattenLadder, frameAt, indexOfFrame, isAnnotated, receiverOf, stateName, stepFrom } from './ladder-rows';
import { gapHeight } from '../../../ui/ladder/gap-height';

describe('the flat list of rows', () => {
  it('keeps the order of the model and numbers the rows of each level', () => {
    const entries = flattenLadder(stalePool);
    expect(entries.map((entry) => entry.key)).toEqual(['r0', 'r3', 'g42', 'p42', 'p43', 'g44', 'p44', 'p45']);
    expect(entries.map((entry) => entry.position)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(entries.every((entry) => entry.level === 1 && entry.setSize === 8)).toBe(true);
  });

  it('unfolds an expanded run below itself and says what is left out in its middle', () => {
    const entries = flattenLadder(expandedRun(500, 10_000));
    const run = entries.findIndex((entry) => entry.key === 'r3');
    const children = entries.slice(run + 1, run + 502);
    expect(children.filter((entry) => entry.kind === 'packet')).toHaveLength(500);
    expect(children[250]).toMatchObject({ kind: 'hidden', packets: 9_500, level: 2 });
    expect(children[251]).toMatchObject({ kind: 'packet', level: 2, position: 252, setSize: 501 });
    // Frames lead to the row that shows them, to the omission that hides them, or nowhere.
    expect(entries[indexOfFrame(entries, 253)]).toMatchObject({ kind: 'packet', row: { frame: 253 } });
    expect(entries[indexOfFrame(entries, 254)]).toMatchObject({ kind: 'hidden', firstFrame: 254 });
    expect(entries[indexOfFrame(entries, 9_753)]).toMatchObject({ kind: 'hidden', lastFrame: 9_753 });
    expect(entries[indexOfFrame(entries, 9_754)]).toMatchObject({ kind: 'packet', row: { frame: 9_754 } });
    expect(indexOfFrame(entries, 0)).toBe(-1);
    expect(indexOfFrame(entries, 99_999)).toBe(-1);
  });

  it('accounts for every packet of the connection', () => {
    for (const model of [closedAfterAccept, stalePool, expandedRun()]) {
      const shown = flattenLadder(model).reduce((sum, entry) => {
        if (entry.kind === 'packet') return sum + 1;
        if (entry.kind === 'hidden') return sum + entry.packets;
        return entry.kind === 'run' && entry.row.rows.length === 0 ? sum + entry.row.packets : sum;
      }, 0);
      expect(shown).toBe(model.packets);
    }
  });

  it('tells a state only where it changes', () => {
    const entries = flattenLadder(closedAfterAccept);
    expect(entries.map((entry) => [changeOf(entry, 'client'), changeOf(entry, 'server')])).toEqual([
      ['syn-sent', 'syn-received'],
      [null, null],
      ['established', 'established'],
      ['close-wait', 'fin-wait-1'],
      [null, 'fin-wait-2'],
      [null, null],
      ['closed', 'closed'],
    ]);
    expect(stateName('syn-received')).toBe('SYN-RCVD');
    expect(stateName('unseen')).toBeNull();
  });

  it('draws a crossing over two rows only when they really go against each other', () => {
    const entries = flattenLadder(crossedInFlight);
    expect(entries.filter((entry) => entry.kind === 'packet' && entry.crossedByNext).map((entry) => entry.key)).toEqual(['p16825']);
    const sameDirection = {
      ...crossedInFlight,
      rows: crossedInFlight.rows.map((row) => (row.kind === 'packet' && row.frame === 16825 ? { ...row, from: 'client' as const } : row)),
    };
    expect(flattenLadder(sameDirection).some((entry) => entry.kind === 'packet' && entry.crossedByNext)).toBe(false);
  });

  it('gives a gap at the very end a key of its own', () => {
    const last = gapRow(60, 'idle', { client: 'established', server: 'established' });
    const entries = flattenLadder({
      ...closedAfterAccept,
      rows: [packetRow({ frame: 1, seconds: 0, from: 'client', style: 'data', len: 1 }), last],
    });
    expect(new Set(entries.map((entry) => entry.key)).size).toBe(2);
  });

  it('points what a device sent at the side that received it', () => {
    const rst = flattenLadder(deviceOnPath).find((entry) => entry.key === 'p13');
    expect(rst?.kind === 'packet' && receiverOf(rst)).toBe('client');
  });
});

describe('walking the rows', () => {
  const entries = flattenLadder(expandedRun(6, 20));

  it('visits every row of the model once, in order, and stops at both ends', () => {
    const visited: string[] = [];
    for (let at = stepFrom(entries, -1, 1); ; at = stepFrom(entries, at, 1)) {
      visited.push(entries[at].key);
      if (stepFrom(entries, at, 1) === at) break;
    }
    expect(visited).toEqual(entries.map((entry) => entry.key));
    expect(stepFrom(entries, 0, -1)).toBe(0);
  });

  it('finds annotated packets and the packets of rows', () => {
    const annotated = stepFrom(entries, 0, 1, isAnnotated);
    expect(isAnnotated(entries[annotated])).toBe(true);
    const folded = flattenLadder(stalePool);
    expect(indexOfFrame(folded, 20)).toBe(1);
    expect(indexOfFrame(folded, 999)).toBe(-1);
    expect(frameAt(folded, 1)).toBe(4);
    expect(frameAt(folded, 2)).toBe(41);
    expect(frameAt(folded, 3)).toBe(42);
  });

  it('puts a note at the last packet that it cites, also when that is folded away', () => {
    const folded = flattenLadder(closedAfterAccept);
    expect(closedAfterAccept.annotations.map((note) => folded[anchorIndex(folded, note)]?.key)).toEqual(['p4', 'p6', 'p7']);
    const run = flattenLadder(stalePool);
    expect(anchorIndex(run, { ...stalePool.annotations[0], frames: [20] })).toBe(1);
    expect(anchorIndex(run, { ...stalePool.annotations[0], frames: [] })).toBe(-1);
  });
});

describe('gap heights', () => {
  it('grow with the logarithm of the gap within their bounds', () => {
    expect(gapHeight(0.0001)).toBe(20);
    expect(gapHeight(0.1)).toBe(32);
    expect(gapHeight(20)).toBe(60);
    expect(gapHeight(1e9)).toBe(68);
    expect(gapHeight(0)).toBe(20);
    expect(gapHeight(Number.NaN)).toBe(20);
  });
});
