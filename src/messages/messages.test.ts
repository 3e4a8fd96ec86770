import { describe, expect, it } from 'vitest';
import { en } from './en';
import { zh } from './zh';

type Leaf = string | ((...args: never[]) => unknown);

function leaves(node: unknown, path: string): [string, Leaf][] {
  if (typeof node === 'string' || typeof node === 'function') return [[path, node as Leaf]];
  return Object.entries(node as Record<string, unknown>).flatMap(([key, child]) => leaves(child, `${path}.${key}`));
}

const english = new Map(leaves(en, ''));
const chinese = new Map(leaves(zh, ''));

/** Arguments that fit every message: numbers read as text where text is meant. */
const ARGUMENTS = [7, 9, 11, 13] as never[];

function text(leaf: Leaf): string {
  return typeof leaf === 'string' ? leaf : String(leaf(...ARGUMENTS));
}

/** Names, protocol words and examples, the same in both languages; and the switch, which names the other language. */
const SAME =
  /^\.(app\.(name|languageSwitch|languageSwitchName)|capture\.more|connections\.(filterPlaceholder|columns\.(id|rtt)|helpParts\.\d+\.0)|pasteError\.placeholder|landing\.captureParts\.\d+\.0|keys\.language)$/;

describe('catalogues', () => {
  it('have the same keys', () => {
    expect([...chinese.keys()].toSorted()).toEqual([...english.keys()].toSorted());
  });

  it('are functions in the same places, with as many parameters', () => {
    for (const [key, leaf] of english) {
      const other = chinese.get(key);
      expect([key, typeof other]).toEqual([key, typeof leaf]);
      expect([key, other?.length]).toEqual([key, typeof leaf === 'function' ? leaf.length : other?.length]);
    }
  });

  it('use the same parameters', () => {
    for (const [key, leaf] of english) {
      const other = chinese.get(key);
      if (typeof leaf !== 'function' || typeof other !== 'function') continue;
      for (const argument of ARGUMENTS) {
        expect([key, argument, text(other).includes(String(argument))]).toEqual([key, argument, text(leaf).includes(String(argument))]);
      }
    }
  });

  it('are translated', () => {
    for (const [key, leaf] of chinese) {
      expect([key, SAME.test(key) || /[\u4e00-\u9fff]/.test(text(leaf))]).toEqual([key, true]);
    }
    for (const [key, leaf] of english) {
      expect([key, !SAME.test(key) && /[\u4e00-\u9fff]/.test(text(leaf))]).toEqual([key, false]);
    }
  });

  it('hedge nowhere and blame nobody', () => {
    for (const [key, leaf] of english) {
      expect([key, /\b(may|might|could|perhaps|oops|attack|hacker)\b/i.test(text(leaf))]).toEqual([key, false]);
    }
    for (const [key, leaf] of chinese) expect([key, text(leaf).includes('您')]).toEqual([key, false]);
  });

  it('put a blank between 汉字 and Latin letters', () => {
    for (const [key, leaf] of chinese) {
      const plain = text(leaf).replaceAll(/`[^`]*`/g, ' ');
      expect([key, /[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]/.test(plain)]).toEqual([key, false]);
    }
  });

  it('stay short in badges, buttons and table heads', () => {
    const width = (value: string) => [...value].reduce((sum, char) => sum + (/[\u2e80-\uffef]/.test(char) ? 1.8 : 1), 0);
    for (const [key, leaf] of english) {
      if (!/^\.(connections\.columns|outcomeLook|issue)\./.test(key)) continue;
      const other = chinese.get(key);
      if (other === undefined) throw new Error(key);
      expect([key, width(text(other)) <= Math.max(9, 1.6 * width(text(leaf)))]).toEqual([key, true]);
    }
  });
});
