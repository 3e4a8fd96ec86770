import { describe, expect, it } from 'vitest';
import { labelPieces } from '#engine/ladder/text-label';
import { ladderWords } from '#engine/ladder/text-words';
import type { ArrowStyle, LadderModel, PacketRow } from '#engine/ladder/ladder-model';
import { connectionMessages } from '../messages';
import { closedAfterAccept, deviceOnPath, incidents, packetRow, runRow, stalePool } from '../testing/ladder-fixtures';
import { segmentWord } from '../../../ui/packet/segment-word';
import { arrowLabel, gapLabel, runLabel } from './arrow-label';
import { lookOf } from './arrow-look';
import { gapHint } from './gap-hint';

const packets = (model: LadderModel): readonly PacketRow[] => model.rows.flatMap((row) => (row.kind === 'packet' ? [row] : []));

describe('labels', () => {
  it('name the segment first', () => {
    expect(packets(closedAfterAccept).map((row) => arrowLabel(row, closedAfterAccept, 'en')[0])).toEqual([
      'SYN',
      'SYN-ACK',
      'ACK 1',
      'FIN',
      'ACK 2',
      'data 49 B',
      'RST',
    ]);
    expect(packets(deviceOnPath).map((row) => arrowLabel(row, deviceOnPath, 'en')[0])).toContain(
      'ICMPv6 communication administratively prohibited',
    );
  });

  it('say the same as the text ladder, in both languages', () => {
    for (const model of Object.values(incidents)) {
      for (const language of ['en', 'zh'] as const) {
        for (const row of packets(model)) {
          const text = labelPieces(row, model, language, ladderWords[language]).join(' ').replace('◆ ', '');
          expect(arrowLabel(row, model, language).join(' ').replaceAll(/ /g, '')).toBe(text.replaceAll(/ /g, ''));
        }
      }
    }
  });

  it('tell RST with and without acknowledgement apart', () => {
    expect(segmentWord(packetRow({ frame: 1, seconds: 0, from: 'server', style: 'rst', flags: ['RST'] }))).toBe('RST');
    expect(segmentWord(packetRow({ frame: 1, seconds: 0, from: 'server', style: 'rst', flags: ['RST', 'ACK'] }))).toBe('RST+ACK');
  });

  it('never hide a retransmission in a run', () => {
    const run = runRow({
      id: 1,
      what: 'data',
      packets: 412,
      firstFrame: 4,
      lastFrame: 415,
      bytesClient: 1_200_000,
      durationSeconds: 0.34,
      retransmissions: 3,
    });
    expect(runLabel(run, 'en')).toContain('3 retrans');
    expect(runLabel(run, 'en')).toContain('412 segments');
  });

  it('hint at a known default beside an idle gap, never beside a wait', () => {
    const gap = stalePool.rows[2];
    if (gap.kind !== 'gap') throw new Error('not a gap');
    expect(gapLabel(gap, 8080, 'en', connectionMessages('en'))).toEqual({
      text: '20.0 s idle',
      hint: '20 s is also a default: Tomcat keepAliveTimeout',
    });
    expect(gapLabel({ ...gap, reason: 'wait' }, 8080, 'en', connectionMessages('en')).hint).toBeNull();
    expect(gapHint(20.5, 8080, 'en')).toBeNull();
    expect(gapHint(20.39, 8080, 'zh')?.timer).toBe('20 秒');
    expect(gapHint(1.5, 8080, 'en')).toBeNull();
  });
});

describe('the arrow grammar', () => {
  it('gives every kind of segment a shape of its own', () => {
    const styles: ArrowStyle[] = ['syn', 'ack', 'data', 'fin', 'rst', 'retransmission', 'keepalive', 'icmp'];
    const shapes = styles.map((style) => {
      const { line, head, width } = lookOf(style);
      return `${line} ${head} ${width}`;
    });
    expect(new Set(shapes).size).toBe(styles.length);
  });

  it('marks endings by head and line, not by colour alone', () => {
    expect(lookOf('rst')).toMatchObject({ line: 'ticked', head: 'cross', width: 2.5 });
    expect(lookOf('fin')).toMatchObject({ line: 'double', head: 'bar' });
    expect(lookOf('retransmission')).toMatchObject({ line: 'dashed', head: 'double' });
    expect(lookOf('icmp')).toMatchObject({ line: 'dash-dot', head: 'diamond' });
    expect(lookOf('ack')).toMatchObject({ line: 'dotted', head: 'open', width: 1 });
  });
});
