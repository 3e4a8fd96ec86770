import { describe, expect, it } from 'vitest';
import { asciiByte, copyAsBase64, copyAsC, copyAsHex, hexByte, offsetText, payloadText, spansOfRow } from './hex-rows';

describe('hex rows', () => {
  it('cut a row where the highlighted bytes begin and end', () => {
    expect(spansOfRow(0, 40, { start: 4, end: 6 })).toEqual([
      { start: 0, end: 4, isMarked: false },
      { start: 4, end: 6, isMarked: true },
      { start: 6, end: 16, isMarked: false },
    ]);
    expect(spansOfRow(16, 40, { start: 4, end: 36 })).toEqual([{ start: 16, end: 32, isMarked: true }]);
    expect(spansOfRow(32, 40, { start: 4, end: 36 })).toEqual([
      { start: 32, end: 36, isMarked: true },
      { start: 36, end: 40, isMarked: false },
    ]);
    expect(spansOfRow(16, 40, { start: 0, end: 16 })).toEqual([{ start: 16, end: 32, isMarked: false }]);
    expect(spansOfRow(0, 40, { start: 8, end: 8 })).toEqual([{ start: 0, end: 16, isMarked: false }]);
    expect(spansOfRow(0, 40, null)).toEqual([{ start: 0, end: 16, isMarked: false }]);
  });

  it('write bytes as people expect them', () => {
    expect([0, 9, 255].map(hexByte)).toEqual(['00', '09', 'ff']);
    expect([0x1f, 0x20, 0x41, 0x7e, 0x7f].map(asciiByte)).toEqual(['.', ' ', 'A', '~', '.']);
    expect(offsetText(16, 54)).toBe('0010');
    expect(offsetText(16, 70_000)).toBe('00010');
  });

  it('copy as hex, C and base64', () => {
    const bytes = Uint8Array.from({ length: 18 }, (_, index) => index);
    expect(copyAsHex(bytes)).toBe('0000  00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f\n0010  10 11');
    expect(copyAsC(bytes.subarray(0, 2), 7)).toBe('static const unsigned char packet_7[2] = {\n  0x00, 0x01,\n};');
    expect(copyAsBase64(bytes)).toBe('AAECAwQFBgcICQoLDA0ODxAR');
  });

  it('show payload without letting it reorder or hide what surrounds it', () => {
    const bytes = new TextEncoder().encode('GET /\r\nx\u202ey\u0000z');
    expect(payloadText(bytes)).toBe('GET /\nx·y·z');
    expect(payloadText(Uint8Array.of(0xff, 0x41))).toBe('·A');
  });
});
