// What every text for people has to keep (copywriting rules): used by the tests of causes, evidence, failures and captions.
// Returns what is wrong, so that a test says `expect(sentenceFaults(text, language)).toEqual([])`.

type Rule = readonly [name: string, isBroken: (text: string) => boolean];

const HAN = '\\u3400-\\u9fff\\uf900-\\ufaff';
const han = (pattern: string, flags = ''): RegExp => new RegExp(pattern.replaceAll('HAN', HAN), flags);
const ANY_HAN = han('[HAN]');
const matches = (pattern: RegExp) => (text: string) => pattern.test(text);

/** Nothing of the code shows through, nothing is left of an absent clause. */
const COMMON: readonly Rule[] = [
  ['empty, or spaces at an end', (text) => text === '' || text.trim() !== text],
  ['code shows through', matches(/undefined|NaN|\[object|null\b|Infinity/)],
  ['trace of an absent clause', matches(/ {2,}| [,.;:!?](?:\s|$)|\(\s|\s\)|\(\)|（）|，，|，。|,\s*\.|\.\./)],
];

const ENGLISH: readonly Rule[] = [
  ...COMMON,
  ['banned word', matches(/\b(?:may|might|could|perhaps|possibly|maybe|attack|hacker|illegal|oops)\b/i)],
  ['Han characters', matches(ANY_HAN)],
  ['full-width punctuation', matches(/[，。：；！？（）「」]/)],
];

/** Commands in backticks are not prose. */
const CHINESE: readonly Rule[] = [
  ...COMMON,
  ['banned word', matches(/可能会|也许|大概|或许|您|攻击|黑客|非法/)],
  ['no Han characters', (text) => !ANY_HAN.test(text)],
  ['no space between Han and Latin or digits', matches(han('[HAN][A-Za-z0-9`]|[A-Za-z0-9`%][HAN]'))],
  ['space between Han and Han', matches(han('[HAN] +[HAN]'))],
  ['half-width punctuation beside Han', matches(han('[HAN] ?[,;:!?()]|[,;!?()] ?[HAN]|[HAN]\\.(?:\\s|$)'))],
  ['space at full-width punctuation', matches(/ [，。：；！？（）「」]|[，。：；！？（）「」] /)],
];

/** Faults of a phrase: a badge, a name, a part of a sentence. */
export function phraseFaults(text: string, language: 'en' | 'zh'): readonly string[] {
  const prose = language === 'zh' ? text.replaceAll(/`[^`]*`/g, '`') : text;
  return (language === 'zh' ? CHINESE : ENGLISH).filter(([, isBroken]) => isBroken(prose)).map(([name]) => `${name}: ${text}`);
}

/** Faults of a whole sentence, which its own language's mark has to close. */
export function sentenceFaults(text: string, language: 'en' | 'zh'): readonly string[] {
  const isClosed = language === 'zh' ? /[。？！）：]$/.test(text) : /(?:[.?!)]|:)$/.test(text);
  return isClosed ? phraseFaults(text, language) : [...phraseFaults(text, language), `not closed: ${text}`];
}
