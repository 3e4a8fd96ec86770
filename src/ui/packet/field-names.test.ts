import { describe, expect, it } from 'vitest';
import { describePacket } from '#engine/decode/packet-fields';
import type { PacketField } from '#engine/model/packet-field';
import { fieldName } from './field-names';

const ids = (fields: readonly PacketField[]): readonly string[] => fields.flatMap((field) => [field.id, ...ids(field.children)]);

/** Ethernet, IPv4, TCP SYN with MSS, SACK permitted, timestamps, no-operation and window scale. */
const SYN =
  '021111111111022222222222' +
  '0800' +
  '4500003c1c4640004006b1e60a0000010a000002' +
  'c3500050000000640000000' +
  '0a002faf000000000' +
  '020405b40402080a0000000100000000' +
  '01030307';

describe('field names', () => {
  it('are known in both languages for every field of an ordinary packet', () => {
    const bytes = Uint8Array.from({ length: SYN.length / 2 }, (_, at) => Number.parseInt(SYN.slice(at * 2, at * 2 + 2), 16));
    const found = ids(describePacket(1, bytes, bytes.length).fields);
    expect(found).toContain('tcp.options.wscale');
    expect(found.filter((id) => fieldName(id, 'en') === id || fieldName(id, 'zh') === id)).toEqual([]);
  });

  it('fall back on the id, which Wireshark knows', () => {
    expect(fieldName('tcp.options.mptcp', 'en')).toBe('tcp.options.mptcp');
  });
});
