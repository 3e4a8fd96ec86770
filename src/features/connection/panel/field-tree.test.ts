import { describe, expect, it } from 'vitest';
import type { PacketField } from '#engine/model/packet-field';
import { packetRow } from '../testing/ladder-fixtures';
import { fieldAt, pathOfByte, pathOfId, tellingField, visibleFields } from '../../../ui/packet/field-tree';

const field = (id: string, start: number, end: number, children: readonly PacketField[] = []): PacketField => ({
  id,
  value: '',
  start,
  end,
  children,
});
const fields = [
  field('eth', 0, 14, [field('eth.dst', 0, 6), field('eth.src', 6, 12), field('eth.type', 12, 14)]),
  field('ip', 14, 34, [field('ip.version', 14, 15), field('ip.hdr_len', 14, 15), field('ip.ttl', 22, 23)]),
  field('tcp', 34, 54, [
    field('tcp.seq', 38, 42),
    field('tcp.ack', 42, 46),
    field('tcp.flags', 46, 48, [field('tcp.flags.reset', 47, 48)]),
  ]),
  field('tcp.payload', 54, 103),
];

describe('the field tree', () => {
  it('shows children of open fields only', () => {
    expect(visibleFields(fields, new Set()).map((line) => line.path)).toEqual([
      '0',
      '0.0',
      '0.1',
      '0.2',
      '1',
      '1.0',
      '1.1',
      '1.2',
      '2',
      '2.0',
      '2.1',
      '2.2',
      '2.2.0',
      '3',
    ]);
    const folded = visibleFields(fields, new Set(['0', '1', '2.2']));
    expect(folded.map((line) => line.path)).toEqual(['0', '1', '2', '2.0', '2.1', '2.2', '3']);
    expect(folded[5]).toMatchObject({ level: 2, position: 3, setSize: 3, isOpen: false });
  });

  it('finds the innermost field of a byte and the bytes of a field', () => {
    expect(pathOfByte(fields, 40)).toBe('2.0');
    expect(pathOfByte(fields, 47)).toBe('2.2.0');
    expect(pathOfByte(fields, 53)).toBe('2');
    expect(pathOfByte(fields, 60)).toBe('3');
    expect(pathOfByte(fields, 500)).toBeNull();
    expect(fieldAt(fields, '2.2')).toMatchObject({ id: 'tcp.flags', start: 46, end: 48 });
    expect(fieldAt(fields, '9.9')).toBeNull();
    expect(fieldAt(fields, null)).toBeNull();
  });

  it('ends on a tree that never would', () => {
    const deep = { id: 'x', value: '', start: 0, end: 1, children: [] as PacketField[] };
    deep.children.push(deep);
    expect(visibleFields([deep], new Set()).length).toBeLessThan(20);
    expect(pathOfByte([deep], 0)?.split('.').length).toBeLessThan(20);
  });

  it('first highlights what makes the packet what it is', () => {
    const path = (style: 'rst' | 'data' | 'ack', len: number) =>
      tellingField(fields, packetRow({ frame: 1, seconds: 0, from: 'client', style, len }));
    expect(path('rst', 0)).toBe(pathOfId(fields, 'tcp.flags'));
    expect(path('data', 49)).toBe(pathOfId(fields, 'tcp.payload'));
    expect(path('ack', 0)).toBe(pathOfId(fields, 'tcp.ack'));
    expect(tellingField([], null)).toBeNull();
    expect(tellingField([field('arp', 0, 28)], null)).toBe('0');
  });
});
