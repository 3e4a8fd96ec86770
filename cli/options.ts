// Arguments of the command line: what they mean and what is wrong with them. Opens nothing.

import { parseArgs } from 'node:util';
import type { Language } from '#engine/causes/words/words';
import { baseOf, DEFAULT_BASE } from './base-address';

export interface Options {
  readonly action: 'analyze' | 'help' | 'version';
  /** In the order given; "-" is standard input. */
  readonly files: readonly string[];
  readonly json: boolean;
  /** The files are parts of one capture. */
  readonly join: boolean;
  readonly connection: number | null;
  readonly language: Language;
  readonly report: ReportFormat | null;
  /** Where the trimmed capture goes; "-" is standard output. */
  readonly trim: string | null;
  /** Of the trimmed capture: as printed, from 1. */
  readonly finding: number | null;
  readonly payload: boolean;
  /** Of the report: pseudonyms for addresses, nothing quoted. */
  readonly redact: boolean;
  /** The evidence link instead of words. */
  readonly share: boolean;
  /** Address of the page that the link opens. */
  readonly base: string;
  readonly keepAddresses: boolean;
}

export type ReportFormat = 'md' | 'html';

export type ParsedOptions =
  | { readonly ok: true; readonly options: Options }
  | { readonly ok: false; readonly language: Language; readonly problem: string };

export function parseOptions(args: readonly string[]): ParsedOptions {
  const language = languageHint(args);
  const say = (en: string, zh: string): ParsedOptions => ({ ok: false, language, problem: language === 'zh' ? zh : en });
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      strict: true,
      tokens: true,
      options: {
        json: { type: 'boolean' },
        join: { type: 'boolean' },
        connection: { type: 'string' },
        lang: { type: 'string' },
        report: { type: 'string' },
        share: { type: 'boolean' },
        base: { type: 'string' },
        'keep-addresses': { type: 'boolean' },
        redact: { type: 'boolean' },
        trim: { type: 'string' },
        finding: { type: 'string' },
        payload: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'V' },
      },
    });
  } catch (error) {
    const detail = firstSentence(error instanceof Error ? error.message : String(error));
    return say(detail, detail);
  }
  const { values, positionals } = parsed;
  const settings = {
    files: positionals,
    json: values.json === true,
    join: values.join === true,
    connection: null,
    language,
    report: null,
    trim: values.trim ?? null,
    finding: null,
    payload: values.payload === true,
    redact: values.redact === true,
    share: values.share === true,
    base: DEFAULT_BASE,
    keepAddresses: values['keep-addresses'] === true,
  };
  if (values.help === true) return { ok: true, options: { ...settings, action: 'help' } };
  if (values.version === true) return { ok: true, options: { ...settings, action: 'version' } };
  if (values.lang !== undefined && values.lang !== 'en' && values.lang !== 'zh') {
    return say(`--lang takes en or zh, not "${values.lang}".`, `--lang 只接受 en 或 zh，不接受 "${values.lang}"。`);
  }
  let connection: number | null = null;
  if (values.connection !== undefined) {
    if (!/^\d{1,10}$/.test(values.connection)) {
      return say(
        `--connection takes a connection's number, from 0, not "${values.connection}".`,
        `--connection 需要连接编号（从 0 开始），而不是 "${values.connection}"。`,
      );
    }
    connection = Number(values.connection);
  }
  const finding = values.finding === undefined ? null : Number(values.finding);
  if (finding !== null && !/^[1-9]\d{0,8}$/.test(values.finding ?? '')) {
    return say(
      `--finding takes a finding's number, from 1, not "${values.finding}".`,
      `--finding 需要发现的编号（从 1 开始），而不是 "${values.finding}"。`,
    );
  }
  const report = values.report;
  if (report !== undefined && report !== 'md' && report !== 'html') {
    return say(`--report takes md or html, not "${report}".`, `--report 只接受 md 或 html，不接受 "${report}"。`);
  }
  const base = baseOf(values.base ?? DEFAULT_BASE);
  if (base === null) {
    return say(
      `--base takes the page's address, such as https://host/whyreset/, not "${values.base}".`,
      `--base 需要页面地址，例如 https://host/whyreset/，而不是 "${values.base}"。`,
    );
  }
  if (values.share !== true && (values.base !== undefined || values['keep-addresses'] === true)) {
    const name = values.base === undefined ? '--keep-addresses' : '--base';
    return say(`${name} goes with --share.`, `${name} 需与 --share 一起使用。`);
  }
  if (positionals.length === 0) return say('No capture file was named.', '没有指定抓包文件。');
  if (values.join === true && positionals.includes('-'))
    return say('--join needs files: standard input ("-") can be read only once.', '--join 需要文件：标准输入（"-"）只能读取一次。');
  if (positionals.filter((file) => file === '-').length > 1)
    return say('Standard input ("-") can be read only once.', '标准输入（"-"）只能读取一次。');
  const contradiction = contradictionIn({ ...settings, connection, report: report ?? null, finding });
  if (contradiction !== null) return say(...contradiction);
  return { ok: true, options: { ...settings, action: 'analyze', connection, report: report ?? null, finding, base } };
}

/** What cannot be asked for at once; in both languages. */
function contradictionIn(options: Omit<Options, 'action'>): readonly [en: string, zh: string] | null {
  const { files, json, join, connection, report, trim, finding, payload, share, redact } = options;
  const isList = files.length > 1 && !join;
  if (report !== null && json) return ['--report and --json exclude each other.', '--report 与 --json 不能同时使用。'];
  if (share && (json || report !== null || trim !== null)) {
    const other = json ? '--json' : report === null ? '--trim' : '--report';
    return [`--share and ${other} exclude each other.`, `--share 与 ${other} 不能同时使用。`];
  }
  if (report === 'html' && isList)
    return [
      '--report html takes one capture: name one file, or join parts with --join.',
      '--report html 只接受一个抓包：请指定一个文件，或用 --join 合并分段。',
    ];
  if (redact && trim !== null)
    return [
      '--redact does not reach into the packets that --trim writes: ask for the report alone.',
      '--redact 无法处理 --trim 写出的报文：请只输出报告。',
    ];
  if (redact && report === null) return ['--redact goes with --report.', '--redact 需与 --report 一起使用。'];
  if (trim === null && (finding !== null || payload)) {
    const name = payload ? '--payload' : '--finding';
    return [`${name} goes with --trim.`, `${name} 需与 --trim 一起使用。`];
  }
  if (trim === null) return null;
  if (trim === '') return ['--trim takes the name of the file to write.', '--trim 需要输出文件名。'];
  if (isList)
    return [
      '--trim takes one capture: name one file, or join parts with --join.',
      '--trim 只接受一个抓包：请指定一个文件，或用 --join 合并分段。',
    ];
  if (files.includes('-'))
    return ['--trim needs a file: standard input ("-") can be read only once.', '--trim 需要文件：标准输入（"-"）只能读取一次。'];
  if (finding !== null && connection !== null)
    return ['--finding and --connection exclude each other.', '--finding 与 --connection 不能同时使用。'];
  if (trim === '-' && (json || report !== null))
    return ['Only one answer fits standard output: name a file for --trim.', '标准输出只能有一份结果：请为 --trim 指定文件。'];
  return null;
}

/** The language of complaints about the other arguments: the last --lang that can be understood. */
function languageHint(args: readonly string[]): Language {
  let language: Language = 'en';
  args.forEach((argument, index) => {
    const value = argument === '--lang' ? args[index + 1] : argument.startsWith('--lang=') ? argument.slice('--lang='.length) : undefined;
    if (value === 'en' || value === 'zh') language = value;
  });
  return language;
}

function firstSentence(text: string): string {
  return (text.split('\n')[0] ?? '').replace(/\. .*$/, '.');
}

export const USAGE: Readonly<Record<Language, string>> = {
  en: `Usage: whyreset FILE... [--json | --report md|html [--redact]] [--join] [--connection ID]
                [--trim OUT [--finding N] [--payload]] [--lang en|zh]
       whyreset FILE... --share [--base URL] [--keep-addresses] [--connection ID]
       whyreset compare CAPTURE1 CAPTURE2 [--help]

Reads packet captures (pcap, pcapng, also .gz, .zst, .lz4) and text that tcpdump
or tshark printed, and says why TCP connections were reset, refused or timed out,
with the packets that prove it.

  FILE             a capture; "-" reads standard input:
                   ssh HOST tcpdump -U -w - 'tcp port 80 or icmp' | whyreset -
  --json           print JSON ("whyreset/1") instead of words
  --join           the files are parts of one rotated capture: joined in time order
  --report FORMAT  print a report for a ticket or a postmortem: md, or html (one file)
                   --redact: client-1, server-1 for addresses, no names, nothing quoted
  --connection ID  only this connection and the findings that name it
  --trim OUT       write a small annotated pcapng to OUT ("-": standard output): the
                   clearest connection of every finding, headers only
                   --connection ID: that connection instead
                   --finding N: all connections of finding N (from 1) and those it cites
                   --payload: with everything that was said in them
  --share          print a link that shows verdict, proof and ladder without the
                   capture; it holds no payload, no names, no addresses
                   --base URL: of the page that opens it (default: npm start's)
                   --keep-addresses: real addresses instead of client-1, server-1
  --lang en|zh     language of the words (default en)
  -h, --help       print this
  -V, --version    print the version

Reports hold real addresses unless redacted, trimmed captures always.

Exit status: 0 analysed, whatever was found; 1 internal error; 2 wrong usage, or
OUT cannot be written; 3 the input cannot be analysed at all.
`,
  zh: `用法：whyreset FILE... [--json | --report md|html [--redact]] [--join] [--connection ID]
              [--trim OUT [--finding N] [--payload]] [--lang en|zh]
      whyreset FILE... --share [--base URL] [--keep-addresses] [--connection ID]
      whyreset compare 抓包1 抓包2 [--help]

读取抓包文件（pcap、pcapng，也可为 .gz、.zst、.lz4）或 tcpdump、tshark 的文本输出，说明 TCP 连接为何被重置、拒绝或超时，并给出可证明的报文。

  FILE             抓包文件；"-" 表示标准输入：
                   ssh HOST tcpdump -U -w - 'tcp port 80 or icmp' | whyreset -
  --json           输出 JSON（"whyreset/1"）
  --join           这些文件是同一轮转抓包的分段：按时间顺序合并
  --report FORMAT  输出用于工单或复盘的报告：md 或 html（单个文件）
                   --redact：以 client-1、server-1 代替地址，不含名称和引用的载荷
  --connection ID  只输出该连接及提到它的发现
  --trim OUT       将带注释的精简 pcapng 写入 OUT（"-" 为标准输出）：每项发现中最清楚的连接，只含头部
                   --connection ID：改为该连接
                   --finding N：发现 N（从 1 开始）的全部连接及其引用的连接
                   --payload：保留载荷
  --share          输出证据链接：无需抓包即可查看结论、证据和时序图；不含载荷、名称和地址
                   --base URL：打开链接的页面（默认为 npm start 的地址）
                   --keep-addresses：保留真实地址，不替换为 client-1、server-1
  --lang en|zh     文字语言（默认 en）
  -h, --help       显示本说明
  -V, --version    显示版本

报告默认包含真实地址（可用 --redact 去除），精简抓包始终包含。

退出状态：0 已分析；1 内部错误；2 用法错误或无法写入 OUT；3 输入完全无法分析。
`,
};
