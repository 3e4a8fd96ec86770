import { describe, expect, it } from 'vitest';
import { connectionMessages } from './messages';
import { neighboursOf, placeOf } from './use-neighbours';

function texts(value: unknown, path = ''): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[path, value]];
  // Every parameter of a message is a short text or a number.
  if (typeof value === 'function') return [[path, String(value('7', '8', '9'))]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => texts(child, `${path}/${key}`));
}

describe('messages of the connection view', () => {
  const en = texts(connectionMessages('en'));
  const zh = texts(connectionMessages('zh'));

  it('exist in both languages', () => {
    expect(zh.map(([path]) => path)).toEqual(en.map(([path]) => path));
    expect([...en, ...zh].filter(([, text]) => text.trim() === '' || text.includes('undefined'))).toEqual([]);
  });

  it('do not hedge', () => {
    expect(en.filter(([, text]) => /\b(may|might|could|perhaps)\b/i.test(text))).toEqual([]);
  });

  it('are not left in English', () => {
    const tokens = /^[\s\d#ΔA-Z→←⤫✗≥·.,:()[\]，。]*$|^base64$/;
    expect(zh.filter(([path, text]) => !/[\u3400-\u9fff]/.test(text) && !tokens.test(text) && !path.endsWith('wall'))).toEqual([]);
  });
});

describe('connections of the same finding', () => {
  it('are found by their place in the list', () => {
    const findings = [{ connections: [2, 4] }, { connections: [1, 4, 9, 12] }];
    expect(placeOf([1, 4, 9, 12], 9)).toBe(2);
    expect(placeOf([], 9)).toBe(-1);
    expect(neighboursOf(findings, 9)).toEqual({ position: 3, count: 4, previous: 4, next: 12, finding: 1 });
    expect(neighboursOf(findings, 4)).toMatchObject({ finding: 0, previous: 2, next: null });
    expect(neighboursOf(findings, 5)).toBeNull();
  });
});
