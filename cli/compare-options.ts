// Arguments of `whyreset compare`: what they mean and what is wrong with them. Opens nothing.

import { parseArgs } from 'node:util';
import type { Language } from '#engine/causes/words/words';
import { baseOf, DEFAULT_BASE } from './base-address';

export interface CompareOptions {
  readonly files: readonly [first: string, second: string] | readonly [only: string];
  readonly json: boolean;
  readonly svg: boolean;
  readonly report: 'md' | 'html' | null;
  readonly redact: boolean;
  /** A link that shows it without the captures. */
  readonly share: boolean;
  readonly base: string;
  readonly keepAddresses: boolean;
  /** Index of one compared connection. */
  readonly connection: number | null;
  readonly language: Language;
}

export type ParsedCompare =
  | { readonly ok: true; readonly options: CompareOptions | 'help'; readonly language: Language }
  | { readonly ok: false; readonly language: Language; readonly problem: string };

export function parseCompare(args: readonly string[]): ParsedCompare {
  const language: Language = args.some((argument, index) => argument === '--lang=zh' || (argument === 'zh' && args[index - 1] === '--lang'))
    ? 'zh'
    : 'en';
  const say = (en: string, zh: string): ParsedCompare => ({ ok: false, language, problem: language === 'zh' ? zh : en });
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      strict: true,
      options: {
        json: { type: 'boolean' },
        svg: { type: 'boolean' },
        connection: { type: 'string' },
        report: { type: 'string' },
        redact: { type: 'boolean' },
        share: { type: 'boolean' },
        base: { type: 'string' },
        'keep-addresses': { type: 'boolean' },
        lang: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    const detail = (error instanceof Error ? error.message : String(error)).replace(/\. .*$/s, '.');
    return say(detail, detail);
  }
  const { values, positionals } = parsed;
  if (values.help === true) return { ok: true, options: 'help', language };
  if (values.lang !== undefined && values.lang !== 'en' && values.lang !== 'zh')
    return say(`--lang takes en or zh, not "${values.lang}".`, `--lang 只接受 en 或 zh，不接受 "${values.lang}"。`);
  if (values.connection !== undefined && !/^\d{1,10}$/.test(values.connection))
    return say(
      `--connection takes the index of a compared connection, from 0, not "${values.connection}".`,
      `--connection 需要已比较连接的序号（从 0 开始），而不是 "${values.connection}"。`,
    );
  const connection = values.connection === undefined ? null : Number(values.connection);
  if (values.svg === true && (values.json === true || connection === null))
    return say('--svg goes with --connection, and not with --json.', '--svg 需与 --connection 一起使用，且不能与 --json 同时使用。');
  const { report } = values;
  if (report !== undefined && report !== 'md' && report !== 'html')
    return say(`--report takes md or html, not "${report}".`, `--report 只接受 md 或 html，不接受 "${report}"。`);
  const base = baseOf(values.base ?? DEFAULT_BASE);
  if (base === null)
    return say(
      `--base takes the page's address, such as https://host/whyreset/, not "${values.base}".`,
      `--base 需要页面地址，例如 https://host/whyreset/，而不是 "${values.base}"。`,
    );
  const answers = [
    values.json === true ? '--json' : '',
    values.svg === true ? '--svg' : '',
    report === undefined ? '' : '--report',
    values.share === true ? '--share' : '',
  ].filter((name) => name !== '');
  if (answers.length > 1) return say(`${answers.join(' and ')} exclude each other.`, `${answers.join(' 与 ')} 不能同时使用。`);
  if (values.redact === true && report === undefined) return say('--redact goes with --report.', '--redact 需与 --report 一起使用。');
  if (values.share !== true && (values.base !== undefined || values['keep-addresses'] === true)) {
    const name = values.base === undefined ? '--keep-addresses' : '--base';
    return say(`${name} goes with --share.`, `${name} 需与 --share 一起使用。`);
  }
  const [first, second, ...others] = positionals;
  if (first === undefined || others.length > 0)
    return say(
      'compare takes two captures of one incident, or one with two interfaces.',
      'compare 需要同一事件的两个抓包，或一个含两个网卡的抓包。',
    );
  // Both captures are read twice.
  if (positionals.includes('-'))
    return say('compare needs files: standard input ("-") can be read only once.', 'compare 需要文件：标准输入（"-"）只能读取一次。');
  return {
    ok: true,
    language,
    options: {
      files: second === undefined ? [first] : [first, second],
      json: values.json === true,
      svg: values.svg === true,
      report: report ?? null,
      redact: values.redact === true,
      share: values.share === true,
      base,
      keepAddresses: values['keep-addresses'] === true,
      connection,
      language,
    },
  };
}

export const COMPARE_USAGE: Readonly<Record<Language, string>> = {
  en: `Usage: whyreset compare CAPTURE1 CAPTURE2 [--json | --report md|html [--redact]] [--connection N [--svg]]
                        [--lang en|zh]
       whyreset compare CAPTURE1 CAPTURE2 --share [--base URL] [--keep-addresses] [--connection N]
       whyreset compare CAPTURE [...]

Compares two captures of one incident, taken at the client and at the server or
anywhere between, in any order: which packets were lost, forged, changed or held
up between the two places, and what only both together show. One capture with two
interfaces of a router, or with both hops of a proxy, is compared with itself.

  --json           print JSON ("whyreset-compare/1") instead of words
  --connection N   only the compared connection with this index (of the JSON, from 0)
  --svg            its ladder as a picture
  --report FORMAT  print a report for a ticket or a postmortem: md, or html (one file
                   that the page opens again)
                   --redact: client-1, server-1 for addresses, no names of files
  --share          print a link that shows verdict, clocks and ladder without the
                   captures; it holds no payload, no names, no addresses
                   --base URL: of the page that opens it (default: npm start's)
                   --keep-addresses: real addresses instead of client-1, server-1
  --lang en|zh     language of the words (default en)

Exit status: 0 compared, whatever was found, also when no connection is in both;
1 internal error; 2 wrong usage; 3 one of the files cannot be analysed.
`,
  zh: `用法：whyreset compare 抓包1 抓包2 [--json | --report md|html [--redact]] [--connection N [--svg]] [--lang en|zh]
      whyreset compare 抓包1 抓包2 --share [--base URL] [--keep-addresses] [--connection N]
      whyreset compare 抓包 [...]

比较同一事件的两个抓包（客户端、服务器或途中任意两处，顺序不限）：哪些报文在两处之间丢失、伪造、被修改或滞留，以及只有两者合在一起才能看出的原因。
只给一个抓包时，比较其中路由器的两个网卡，或代理的前后两段连接。

  --json           输出 JSON（"whyreset-compare/1"）
  --connection N   只输出该序号的已比较连接（JSON 中的 index，从 0 开始）
  --svg            以图片形式输出其时序图
  --report FORMAT  输出用于工单或复盘的报告：md 或 html（单个文件，可用页面重新打开）
                   --redact：以 client-1、server-1 代替地址，不含文件名
  --share          输出链接：无需抓包即可查看结论、时钟和时序图；不含载荷、名称和地址
                   --base URL：打开链接的页面（默认为 npm start 的地址）
                   --keep-addresses：保留真实地址，不替换为 client-1、server-1
  --lang en|zh     文字语言（默认 en）

退出状态：0 已比较（包括没有共同连接）；1 内部错误；2 用法错误；3 某个文件无法分析。
`,
};
