import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanNote, NOTE_CHARACTERS } from './note';

describe('cleanNote', () => {
  it.each([
    ['  as it is  ', 'as it is'],
    ['a\r\nb\rc\u2028d', 'a\nb\nc\nd'],
    ['<b>&amp;</b> **x**', '<b>&amp;</b> **x**'],
    ['a\u0000b\u001b[31mc\u007fd\u0085e', 'ab[31mcde'],
    ['abc\u202egpj.exe\u2066', 'abcgpj.exe'],
    ['\ufeffx\ud800y', 'xy'],
    ['a\tb', 'a b'],
    ['备注 🙂', '备注 🙂'],
    [' \n\t ', ''],
  ])('of %j is %j', (typed, kept) => {
    expect(cleanNote(typed)).toBe(kept);
  });

  it('is bounded, whole characters only, and cleaning again changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), (typed) => {
        const kept = cleanNote(typed);
        expect(kept.length).toBeLessThanOrEqual(NOTE_CHARACTERS);
        expect(kept).not.toMatch(/\p{Cs}/u);
        expect(cleanNote(kept)).toBe(kept);
      }),
    );
    expect(cleanNote(`x${'🙂'.repeat(600)}`).length).toBe(NOTE_CHARACTERS - 1);
  });
});
