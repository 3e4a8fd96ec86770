// What every text for people has to keep (copywriting rules): used by the tests of causes, evidence, failures and captions.

import { expect } from 'vitest';

const BANNED_EN = /\b(?:may|might|could|perhaps|possibly|maybe|probably not|attack|hacker|illegal|oops)\b/i;
const BANNED_ZH = /可能会|也许|大概|或许|您|攻击|黑客|非法/;
const HAN = /[\u3400-\u9fff\uf900-\ufaff]/;

/** Nothing of the code shows through, and no two hedges. */
export function expectClean(text: string): void {
  expect(text.trim(), text).toBe(text);
  expect(text, text).not.toBe('');
  expect(text).not.toMatch(/undefined|NaN|\[object|null\b|Infinity/);
  expect(text).not.toMatch(/ {2,}| [,.;:!?](?:\s|$)|\(\s|\s\)|\(\)|（）|，，|，。|,\s*\.|\.\./);
}

export function expectEnglish(text: string): void {
  expectClean(text);
  expect(text).not.toMatch(BANNED_EN);
  expect(text, text).not.toMatch(HAN);
  expect(text).not.toMatch(/[，。：；！？（）「」]/);
}

/** Full-width punctuation, one space between Han and Latin or digits, none between Han and Han. Commands in backticks are left out. */
export function expectChinese(text: string): void {
  expectClean(text);
  const prose = text.replaceAll(/`[^`]*`/g, '`');
  expect(prose).not.toMatch(BANNED_ZH);
  expect(prose, prose).toMatch(HAN);
  expect(prose).not.toMatch(/[\u3400-\u9fff][A-Za-z0-9`]|[A-Za-z0-9`%][\u3400-\u9fff]/);
  expect(prose).not.toMatch(/[\u3400-\u9fff] +[\u3400-\u9fff]/);
  // Half-width punctuation belongs to Latin text only: never beside Han.
  expect(prose).not.toMatch(/[\u3400-\u9fff] ?[,;:!?()]|[,;!?()] ?[\u3400-\u9fff]|[\u3400-\u9fff]\.(?:\s|$)/);
  expect(prose).not.toMatch(/ [，。：；！？（）「」]|[，。：；！？（）「」] /);
}

/** A whole sentence, closed by its own language's mark. */
export function expectSentence(text: string, language: 'en' | 'zh'): void {
  if (language === 'en') {
    expectEnglish(text);
    expect(text, text).toMatch(/[.?!)]$|:$/);
  } else {
    expectChinese(text);
    expect(text, text).toMatch(/[。？！）：]$/);
  }
}
