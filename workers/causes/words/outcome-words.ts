// Short words for what happened (outcome), who ended it and where the cause lies, for badges, tables and filters.

import type { EndedBy, Outcome, Party } from '../../model/verdict';
import type { Language } from './words';

export const outcomeWords: Readonly<Record<Language, Readonly<Record<Outcome, string>>>> = {
  en: {
    closed: 'Closed',
    reset: 'Reset',
    refused: 'Refused',
    unreachable: 'Unreachable',
    'no-answer': 'No answer',
    'half-closed': 'Half closed',
    open: 'Open',
    probe: 'Probe',
    unclear: 'Unclear',
  },
  zh: {
    closed: '已关闭',
    reset: '重置',
    refused: '拒绝',
    unreachable: '不可达',
    'no-answer': '超时无应答',
    'half-closed': '半关闭',
    open: '打开',
    probe: '探测',
    unclear: '不明',
  },
};

export const endedByWords: Readonly<Record<Language, Readonly<Record<EndedBy, string>>>> = {
  en: { client: 'Client', server: 'Server', middlebox: 'Device between', none: 'Nobody' },
  zh: { client: '客户端', server: '服务器', middlebox: '中间设备', none: '无' },
};

export const partyWords: Readonly<Record<Language, Readonly<Record<Party, string>>>> = {
  en: { client: 'Client', server: 'Server', network: 'Network', middlebox: 'Device between', none: 'Nobody', unknown: 'Unknown' },
  zh: { client: '客户端', server: '服务端', network: '网络', middlebox: '中间设备', none: '无需处理', unknown: '未知' },
};
