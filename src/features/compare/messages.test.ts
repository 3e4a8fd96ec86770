import { describe, expect, it } from 'vitest';
import { compareMessages } from './messages';

function texts(value: unknown, path = ''): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') return [[path, String(value('7', '8'))]];
  return Object.entries(value ?? {}).flatMap(([key, child]) => texts(child, `${path}/${key}`));
}

describe('messages about two captures', () => {
  const en = texts(compareMessages.en);
  const zh = texts(compareMessages.zh);

  it('exist in both languages, none of them left in English', () => {
    expect(zh.map(([path]) => path)).toEqual(en.map(([path]) => path));
    expect([...en, ...zh].filter(([, text]) => text.trim() === '' || text.includes('undefined'))).toEqual([]);
    expect(zh.filter(([, text]) => !/[\u3400-\u9fff]/.test(text) && !/^[#\d\s→：]*$/.test(text))).toEqual([]);
  });

  it('do not hedge', () => {
    expect(en.filter(([, text]) => /\b(may|might|could|perhaps)\b/i.test(text))).toEqual([]);
  });

  it('put a blank between 汉字 and Latin letters', () => {
    expect(zh.filter(([, text]) => /[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]/.test(text))).toEqual([]);
  });
});
