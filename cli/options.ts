// Arguments of the command line: what they mean and what is wrong with them. Opens nothing.

import { parseArgs } from 'node:util';
import type { Language } from '#engine/causes/words/words';

export interface Options {
  readonly action: 'analyze' | 'help' | 'version';
  /** In the order given; "-" is standard input. */
  readonly files: readonly string[];
  readonly json: boolean;
  /** The files are parts of one capture. */
  readonly join: boolean;
  readonly connection: number | null;
  readonly language: Language;
}

export type ParsedOptions =
  | { readonly ok: true; readonly options: Options }
  | { readonly ok: false; readonly language: Language; readonly problem: string };

/** Known from the documentation, not there yet: refused by name, so that nobody takes them for a typing error. */
const COMING = ['report', 'share', 'base', 'trim'] as const;

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
        trim: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'V' },
      },
    });
  } catch (error) {
    const detail = firstSentence(error instanceof Error ? error.message : String(error));
    const coming = COMING.find((name) => detail.includes(`--${name}`));
    if (coming !== undefined) return notYet(coming, say);
    return say(detail, detail);
  }
  const { values, positionals } = parsed;
  const settings = { files: positionals, json: values.json === true, join: values.join === true, connection: null, language };
  if (values.help === true) return { ok: true, options: { ...settings, action: 'help' } };
  if (values.version === true) return { ok: true, options: { ...settings, action: 'version' } };
  for (const name of COMING) if (values[name] !== undefined) return notYet(name, say);
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
  if (positionals.length === 0) return say('No capture file was named.', '没有指定抓包文件。');
  if (values.join === true && positionals.includes('-'))
    return say('--join needs files: standard input ("-") can be read only once.', '--join 需要文件：标准输入（"-"）只能读取一次。');
  if (positionals.filter((file) => file === '-').length > 1)
    return say('Standard input ("-") can be read only once.', '标准输入（"-"）只能读取一次。');
  return { ok: true, options: { ...settings, action: 'analyze', connection } };
}

function notYet(name: string, say: (en: string, zh: string) => ParsedOptions): ParsedOptions {
  return say(`--${name} is not available in this version.`, `此版本尚不支持 --${name}。`);
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
  en: `Usage: whyreset FILE... [--json] [--join] [--connection ID] [--lang en|zh]

Reads packet captures (pcap, pcapng, also .gz, .zst, .lz4) and text that tcpdump
or tshark printed, and says why TCP connections were reset, refused or timed out,
with the packets that prove it.

  FILE             a capture; "-" reads standard input:
                   ssh HOST tcpdump -U -w - 'tcp port 80 or icmp' | whyreset -
  --json           print JSON ("whyreset/1") instead of words
  --join           the files are parts of one rotated capture: joined in time order
  --connection ID  only this connection and the findings that name it
  --lang en|zh     language of the words (default en)
  -h, --help       print this
  -V, --version    print the version

Exit status: 0 analysed, whatever was found; 1 internal error; 2 wrong usage;
3 the input cannot be analysed at all.
`,
  zh: `用法：whyreset FILE... [--json] [--join] [--connection ID] [--lang en|zh]

读取抓包文件（pcap、pcapng，也可为 .gz、.zst、.lz4）或 tcpdump、tshark 的文本输出，说明 TCP 连接为何被重置、拒绝或超时，并给出可证明的报文。

  FILE             抓包文件；"-" 表示标准输入：
                   ssh HOST tcpdump -U -w - 'tcp port 80 or icmp' | whyreset -
  --json           输出 JSON（"whyreset/1"）
  --join           这些文件是同一轮转抓包的分段：按时间顺序合并
  --connection ID  只输出该连接及提到它的发现
  --lang en|zh     文字语言（默认 en）
  -h, --help       显示本说明
  -V, --version    显示版本

退出状态：0 已分析；1 内部错误；2 用法错误；3 输入完全无法分析。
`,
};
