// Marks of segments, streams and completeness against what tshark said of the same packets (lab/goldens, made by
// lab/export-tshark.py), and the marks one by one on small traces.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Analysis as Mark } from '../model/analysis-flags';
import { OPT_DUPLICATE } from '../model/tcp-flags';
import type { Analysis } from '../pipeline/analysis';
import { analyzeCapture } from '../pipeline/analyze';
import { memorySource } from '../testing/memory-source';
import { parseTrace } from '../testing/trace-dsl';

const ROOT = new URL('../../', import.meta.url);
const GOLDENS = new URL('lab/goldens/', ROOT);
type MarkName = keyof typeof Mark;
const MARKS = (Object.keys(Mark) as MarkName[]).filter((name) => name !== 'ReusedPorts');

interface Golden {
  readonly name: string;
  readonly capture: URL;
  readonly segments: readonly { readonly frame: number; readonly stream: number; readonly marks: readonly string[] }[];
  readonly completeness: ReadonlyMap<number, number>;
}

/** tshark sets the general mark beside the particular one; here a repetition is of one kind. */
function oneKind(marks: readonly string[]): readonly string[] {
  const isParticular = marks.includes('FastRetransmission') || marks.includes('SpuriousRetransmission');
  return isParticular ? marks.filter((mark) => mark !== 'Retransmission') : marks;
}

/** "frame stream marks..." per segment, "= stream completeness" per stream, "#" before the capture's path and the version. */
function readGolden(name: string): Golden {
  const lines = readFileSync(new URL(name, GOLDENS), 'utf8').trim().split('\n');
  const rows = lines.filter((line) => !line.startsWith('#')).map((line) => line.split(' '));
  return {
    name: name.replace('.txt', ''),
    capture: new URL((lines[0] ?? '').slice(2), ROOT),
    segments: rows
      .filter(([first]) => first !== '=')
      .map(([frame, stream, ...marks]) => ({ frame: Number(frame), stream: Number(stream), marks: oneKind(marks) })),
    completeness: new Map(rows.filter(([first]) => first === '=').map(([, stream, value]) => [Number(stream), Number(value)])),
  };
}

const goldens = existsSync(GOLDENS)
  ? readdirSync(GOLDENS)
      .filter((name) => name.endsWith('.txt'))
      .map(readGolden)
  : [];

async function analyze(bytes: Uint8Array): Promise<Analysis> {
  const result = await analyzeCapture(memorySource(bytes), { verdict: () => 'go', progress: () => undefined });
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

interface Own {
  readonly stream: number;
  readonly marks: readonly string[];
  readonly isCopy: boolean;
}

function ownSegments({ tables }: Analysis): Map<number, Own> {
  const { connections, segments } = tables;
  const own = new Map<number, Own>();
  for (let stream = 0; stream < connections.length; stream++) {
    tables.analyser.analyze(stream);
    for (let at = connections.segmentStart[stream]; at < connections.segmentStart[stream + 1]; at++) {
      const row = connections.segments[at];
      const bits = segments.analysis.values[row];
      const isCopy = (segments.optionBits.values[row] & OPT_DUPLICATE) !== 0;
      own.set(segments.frameIndex.values[row] + 1, { stream, marks: MARKS.filter((name) => (bits & Mark[name]) !== 0), isCopy });
    }
  }
  return own;
}

describe('as tshark says', () => {
  it('has a dozen recordings and the samples to compare with', () => {
    expect(goldens.length).toBeGreaterThanOrEqual(20);
  });

  it.each(goldens)('$name', async ({ capture, segments, completeness }) => {
    const analysis = await analyze(new Uint8Array(readFileSync(capture)));
    const own = ownSegments(analysis);
    expect(own.size).toBe(segments.length);
    const streams = segments
      .filter(({ frame, stream }) => own.get(frame)?.stream !== stream)
      .map(({ frame, stream }) => `frame ${frame}: ${own.get(frame)?.stream} for ${stream}`);
    expect(streams).toEqual([]);
    // The second copy of a segment that was captured twice is left out here; tshark takes it for a repetition.
    const marks = segments
      .filter(({ frame }) => own.get(frame)?.isCopy === false)
      .filter(({ frame, marks: theirs }) => own.get(frame)?.marks.toSorted().join() !== theirs.toSorted().join())
      .map(({ frame, marks: theirs }) => `frame ${frame}: ${own.get(frame)?.marks.join() || 'nothing'} for ${theirs.join() || 'nothing'}`);
    expect(marks).toEqual([]);
    const whole = [...completeness].filter(([stream, value]) => analysis.report(stream).completeness !== value);
    expect(whole.map(([stream, value]) => `stream ${stream}: ${analysis.report(stream).completeness} for ${value}`)).toEqual([]);
  });
});

/** Marks of each frame of a trace that begins with a handshake of three frames at 0, 10 and 10.1 ms. */
async function marksOf(text: string): Promise<string[]> {
  const analysis = await analyze(parseTrace(`0 > S ws=0\n0.010 < SA ws=0\n0.0101 > A\n${text}`).pcapng);
  return [...ownSegments(analysis)]
    .sort((a, b) => a[0] - b[0])
    .slice(3)
    .map(([, { marks }]) => marks.join());
}

describe('marks', () => {
  it.each([
    ['a repetition after a timeout', '1 > PA len=10\n1.3 > PA seq=1 len=10', ['', 'Retransmission']],
    ['a repetition of what was acknowledged', '1 > PA len=10\n1.01 < A\n1.3 > PA seq=1 len=10', ['', '', 'SpuriousRetransmission']],
    [
      'a repetition right after the third ACK alike',
      '1 > PA len=10\n1.001 > PA len=10\n1.002 > PA len=10\n1.003 > PA len=10\n1.01 < A ack=1\n1.011 < A ack=1\n1.012 < A ack=1\n1.013 < A ack=1\n1.02 > PA seq=1 len=10',
      ['', '', '', '', 'DuplicateAck', 'DuplicateAck', 'DuplicateAck', 'DuplicateAck', 'FastRetransmission'],
    ],
    ['a hole, and what fills it within a round trip', '1 > PA seq=11 len=10\n1.001 > PA seq=1 len=10', ['LostSegment', 'OutOfOrder']],
    ['an ACK for what was not captured', '1 < A ack=500', ['AckLostSegment']],
    ['a keep-alive and its answer', '1 > PA len=10\n1.01 < A\n9 > A seq=10\n9.01 < A', ['', '', 'KeepAlive', 'KeepAliveAck']],
    [
      'a closed window, probed, and opened',
      '1 > PA len=10\n1.01 < A win=0\n1.3 > A len=1\n1.31 < A ack=11 win=0\n2 < A ack=11 win=5000',
      ['', 'ZeroWindow', 'ZeroWindowProbe', 'ZeroWindow,ZeroWindowProbeAck', 'WindowUpdate'],
    ],
    ['a window filled to its end', '1 < A win=100\n1.1 > PA len=100', ['WindowUpdate', 'WindowFull']],
  ])('%s', async (_, text, expected) => {
    expect((await marksOf(text)).map((each) => each.split(',').toSorted())).toEqual(expected.map((each) => each.split(',').toSorted()));
  });
});
