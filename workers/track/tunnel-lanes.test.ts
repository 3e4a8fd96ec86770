// Tenants with the same addresses apart, one connection together: by tunnel, by direction, by sequence numbers.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecodedFrame } from '../decode/decoded-frame';
import { ACK, RST, SYN } from '../model/tcp-flags';
import { TunnelLanes } from './tunnel-lanes';

interface Step {
  readonly tunnel: number;
  readonly isBack?: boolean;
  readonly flags?: number;
  readonly seq: number;
  readonly ack?: number;
  readonly len?: number;
}

const CLIENT = 0x0a000001;
const SERVER = 0x0a000002;

function lanesOf(steps: readonly Step[], ports: readonly [number, number] = [40_000, 80]): number[] {
  const lanes = new TunnelLanes();
  return steps.map((step) => laneOf(lanes, step, ports));
}

function laneOf(
  lanes: TunnelLanes,
  { tunnel, isBack = false, flags = ACK, seq, ack = 0, len = 0 }: Step,
  [client, server]: readonly [number, number],
): number {
  const frame = new DecodedFrame();
  Object.assign(frame, { tunnel, flags, seq, ack, len, srcPort: isBack ? server : client, dstPort: isBack ? client : server });
  return isBack ? lanes.laneOf(frame, SERVER, CLIENT) : lanes.laneOf(frame, CLIENT, SERVER);
}

/** A handshake and a request, from sequence numbers of one's own, in tunnels for either direction. */
function dialogue(isn: number, there: number, back: number): Step[] {
  const other = (isn ^ 0x5555_5555) >>> 0;
  return [
    { tunnel: there, flags: SYN, seq: isn },
    { tunnel: back, isBack: true, flags: SYN | ACK, seq: other, ack: (isn + 1) >>> 0 },
    { tunnel: there, seq: (isn + 1) >>> 0, ack: (other + 1) >>> 0, len: 100 },
    { tunnel: back, isBack: true, seq: (other + 1) >>> 0, ack: (isn + 101) >>> 0, len: 500 },
    { tunnel: there, seq: (isn + 101) >>> 0, ack: (other + 501) >>> 0 },
    { tunnel: back, isBack: true, flags: RST | ACK, seq: (other + 501) >>> 0, ack: (isn + 101) >>> 0 },
  ];
}

const zip = (a: readonly Step[], b: readonly Step[]) => a.flatMap((step, index) => [step, b[index]]);

describe('one connection', () => {
  it('has one lane, whether its tunnel has one id or one for each direction', () => {
    expect(lanesOf(dialogue(1000, 7, 7))).toEqual([0, 0, 0, 0, 0, 0]);
    expect(lanesOf(dialogue(0xffff_fff0, 7, 8))).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('has one lane when it is captured in several tunnels, or moves to another', () => {
    expect(new Set(lanesOf(zip(dialogue(1000, 7, 7), dialogue(1000, 9, 9))))).toEqual(new Set([0]));
    const steps = dialogue(1000, 7, 8);
    const moved = steps.map((step, index) => (index < 3 ? step : { ...step, tunnel: step.tunnel + 100 }));
    expect(new Set(lanesOf(moved))).toEqual(new Set([0]));
  });

  it('has one lane though its packets are sprayed over tunnels that another used before', () => {
    const sprayed = dialogue(0x9000_0000, 9, 9).map((step, index) => ({ ...step, tunnel: index % 2 === 0 ? 9 : 7 }));
    expect(new Set(lanesOf([...dialogue(1000, 7, 7), ...sprayed]).slice(6)).size).toBe(1);
  });

  it('keeps its lane for the next on the same ports in the same tunnel', () => {
    expect(new Set(lanesOf([...dialogue(1000, 7, 7), ...dialogue(0x9000_0000, 7, 7)]))).toEqual(new Set([0]));
  });
});

describe('two tenants', () => {
  it.each([
    ['one id each', 7, 7, 9, 9],
    ['an id for each direction', 7, 8, 9, 10],
  ])('%s: two lanes, packet by packet in turn', (_name, there, back, thereToo, backToo) => {
    const lanes = lanesOf(zip(dialogue(1000, there, back), dialogue(0x9000_0000, thereToo, backToo)));
    expect(lanes).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
  });

  it('and one that began before the capture', () => {
    const late = dialogue(0x7000_0000, 9, 9).slice(3);
    expect(lanesOf([...dialogue(1000, 7, 7), ...late])).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1]);
  });

  it('on other ports or families do not meet', () => {
    const lanes = new TunnelLanes();
    const [syn] = dialogue(1000, 7, 7) as [Step];
    expect([laneOf(lanes, syn, [40_000, 80]), laneOf(lanes, { ...syn, tunnel: 9, seq: 0x9000_0000 }, [40_001, 80])]).toEqual([0, 0]);
    expect(lanes.highest).toBe(0);
  });

  it('more than there are lanes share the last', () => {
    // A reset says nothing of the stream's place, so that each tunnel is a stranger to all others.
    const lanes = lanesOf(Array.from({ length: 100 }, (_, tenant) => ({ tunnel: tenant + 1, flags: RST, seq: 0 })));
    expect(lanes.slice(0, 3)).toEqual([0, 1, 2]);
    expect(lanes.slice(62)).toEqual([62, ...Array.from({ length: 37 }, () => 63)]);
  });
});

it('any segments have a lane, the same ones the same', () => {
  const step = fc.record({
    tunnel: fc.integer({ min: 1, max: 4 }),
    isBack: fc.boolean(),
    flags: fc.nat(0x1ff),
    seq: fc.nat(),
    ack: fc.nat(),
    len: fc.nat(1460),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const lanes = lanesOf(steps);
      expect(lanes.every((lane) => lane >= 0 && lane < 64)).toBe(true);
      expect(lanesOf(steps)).toEqual(lanes);
    }),
  );
});
