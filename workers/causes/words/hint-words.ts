// How a number of the capture is compared with what products ship with: a hint, worded as one.

import { formatCount, formatTimer } from '../../base/format';
import { SERVICE } from '../known-default-rows';
import type { DefaultHint } from '../known-defaults';
import { en, zh } from './phrases';
import type { Language } from './words';

const COUNTED: readonly DefaultHint['kind'][] = ['client', 'total', 'held', 'backlog', 'requests', 'probes'];

export function hintText(hint: DefaultHint, language: Language): string {
  const { product, key } = hint;
  const version = hint.version === SERVICE ? '' : hint.version;
  const value = COUNTED.includes(hint.kind) ? formatCount(hint.value) : formatTimer(hint.value, language);
  const named = key.replace(/ \(([^()]*)\)$/, '（$1）');
  if (language === 'zh') return zh`${value}也是 ${product} 的 ${named}的默认值${version === '' ? '' : `（版本 ${version}）`}。`;
  const owner = product.endsWith('s') ? `${product}'` : `${product}'s`;
  return en`${value} is also the default of ${owner} ${key}${version === '' ? '' : ` (version ${version})`}.`;
}
