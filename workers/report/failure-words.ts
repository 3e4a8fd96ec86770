// What is said when a capture cannot be analysed (Failure) or had something wrong in it (CaptureIssue): what happened, what it
// means, what to do, in both languages, each with its public code. The advice names only what this program can really read.

import { assertNever } from '../base/assert';
import { formatBytes, formatCount, formatDuration, type Language } from '../base/format';
import { spaceHan } from '../causes/words/phrases';
import type { CaptureIssue, Failure } from '../model/failure';

export interface CodedText {
  /** Public: notices and tests go by it. */
  readonly code: string;
  readonly text: string;
}

const LINK_TYPES = {
  en: 'Ethernet, Linux cooked v1/v2, raw IP, loopback, PPP, PPPoE, MPLS, Cisco HDLC, 802.11',
  zh: '以太网、Linux cooked v1/v2、Raw IP、回环、PPP、PPPoE、MPLS、Cisco HDLC、802.11',
} as const;

/** Compressed single files, unlike archives that hold several; with the command that unpacks them. */
const COMPRESSED: Readonly<Record<string, string>> = { xz: 'xz -d', bzip2: 'bunzip2', zstd: 'zstd -d', lz4: 'lz4 -d', gzip: 'gunzip' };

/** E16, by who sent all that was captured. */
const DIRECTIONS: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  client: ['packets client → server were captured', '客户端 → 服务器方向'],
  server: ['packets server → client were captured', '服务器 → 客户端方向'],
};

const MAX_FOREIGN_TEXT = 160;

export function failureText(failure: Failure, language: Language): CodedText {
  const [code, en, zh] = failureParts(failure);
  return { code, text: language === 'zh' ? spaceHan(zh) : en };
}

export function issueText(issue: CaptureIssue, language: Language): CodedText {
  const [code, en, zh] = issueParts(issue);
  return { code, text: language === 'zh' ? spaceHan(zh) : en };
}

type Parts = readonly [code: string, en: string, zh: string];

function failureParts(failure: Failure): Parts {
  switch (failure.code) {
    case 'empty-file':
      return [
        'E01',
        'This file is empty (0 bytes). The capture was probably stopped before anything was written: run tcpdump with `-U`, or end it with Ctrl-C.',
        '文件为空（0 字节）。抓包可能在写入前就中断了：请用 `tcpdump -U`，或用 Ctrl-C 结束抓包。',
      ];
    case 'unrecognized-format':
      return [
        'E03',
        `This is not a pcap or pcapng file. It begins with \`${foreign(failure.headHex)}\`. Choose a file written by tcpdump, dumpcap or Wireshark.`,
        `这不是 pcap/pcapng 文件（文件头为 \`${foreign(failure.headHex)}\`）。请选择 tcpdump、dumpcap 或 Wireshark 保存的文件。`,
      ];
    case 'archive':
      return archiveParts(foreign(failure.kind));
    case 'web-page':
      return webPageParts(foreign(failure.title));
    case 'unsupported-format': {
      const kind = foreign(failure.kind);
      const command = kind === 'ETL' ? '`etl2pcapng in.etl out.pcapng`' : '`editcap -F pcapng in out.pcapng`';
      return ['E06', `${kind} files are not supported. Convert it: ${command}.`, `暂不支持 ${kind} 格式。请转换：${command}。`];
    }
    case 'tcpdump-text':
      return [
        'E07',
        'This is printed text, not the capture, and none of its lines has what an analysis needs: a time, ports, flags. Print it without `-t` and `-q`, or record with `-w file.pcap`.',
        '这是文本输出，不是抓包文件，且没有一行包含分析所需的时间、端口和标志。请不带 `-t`、`-q` 重新输出，或用 `-w file.pcap` 抓取。',
      ];
    case 'captures-overlap': {
      const [first, second] = [foreign(failure.first), foreign(failure.second)];
      return [
        'E09',
        `${first} and ${second} overlap in time: they are no parts of one capture. One capture is analysed, two are compared. To join rotated files: \`mergecap -w all.pcapng part*.pcap\`.`,
        `${first} 与 ${second} 时间重叠，不是同一抓包的分段。一个文件用于分析，两个用于对比。合并轮转文件：\`mergecap -w all.pcapng part*.pcap\`。`,
      ];
    }
    case 'parts-without-date':
      return [
        'E09',
        `${foreign(failure.name)} has no dates, so several files cannot be put in order. Open it alone, or print it with \`-tttt\`.`,
        `${foreign(failure.name)} 没有日期，无法排列多个文件的先后。请单独打开，或用 \`-tttt\` 输出。`,
      ];
    case 'not-a-file':
      return /^(folder|directory)$/i.test(failure.kind)
        ? ['E08', 'That is a folder. Choose one capture, or two to compare.', '这是文件夹。请选择一个抓包文件，或两个进行对比。']
        : [
            'E08',
            `That is not a file (${foreign(failure.kind)}). Choose one capture, or two to compare.`,
            `这不是文件（${foreign(failure.kind)}）。请选择一个抓包文件，或两个进行对比。`,
          ];
    case 'unsupported-link-type':
      return linkTypeParts(failure.linkType, foreign(failure.name));
    case 'decompression-failed':
      return [
        'E11',
        `The ${foreign(failure.format)} data is damaged at byte ${formatCount(failure.offset)}, nothing was unpacked. Copy the file again in binary mode and check it with \`gzip -t\`.`,
        `${foreign(failure.format)} 数据在偏移 ${formatCount(failure.offset)} 处损坏，无法解压任何内容。请以二进制方式重新复制文件，并用 \`gzip -t\` 检查。`,
      ];
    case 'file-unreadable':
      return [
        'E24',
        `The file cannot be read${bracketed(failure.reason, ' (', ')')}: it was moved, changed or unplugged, or reading is not allowed. Choose the file again.`,
        `无法读取该文件${bracketed(failure.reason, '（', '）')}：它已移动、修改、设备断开，或没有读取权限。请重新选择文件。`,
      ];
    case 'out-of-memory': {
      const after = failure.frames > 0;
      return [
        'E22',
        `The analysis stopped (out of memory)${after ? ` after ${packets(failure.frames)}` : ''}. Make the capture smaller: \`editcap -s 128 in out\` keeps the headers, \`editcap -i 600 in out\` splits it.`,
        `分析中止：${after ? `读取 ${formatCount(failure.frames)} 个报文后` : ''}内存不足。请缩小抓包文件：\`editcap -s 128 in out\` 只保留头部，\`editcap -i 600 in out\` 按时间分段。`,
      ];
    }
    case 'cancelled':
      return ['E00', 'Cancelled. Nothing was kept; open the file again to analyse it.', '已取消，没有保留任何内容。要分析请重新打开文件。'];
    case 'internal':
      return [
        'E23',
        `The analysis failed because of a defect in this program${bracketed(failure.detail, ' (', ')')}. Other captures still work; please report it with these details.`,
        `程序自身的缺陷导致分析失败${bracketed(failure.detail, '（', '）')}。其他抓包文件仍可分析；请附上这些信息报告问题。`,
      ];
    default:
      return assertNever(failure);
  }
}

function archiveParts(kind: string): Parts {
  const unpack = COMPRESSED[kind];
  if (kind === 'gzip') {
    return [
      'E04',
      'This file is gzip-compressed twice. Unpack it once (`gunzip`) and open the result. (A .gz file of a capture is opened directly.)',
      '这个文件被 gzip 压缩了两次。请先解压一次（`gunzip`）再打开（抓包文件的 .gz 可直接打开）。',
    ];
  }
  if (unpack !== undefined) {
    return [
      'E04',
      `This file is compressed with ${kind}. Unpack it (\`${unpack}\`) and open the capture inside. (.gz is opened directly.)`,
      `这个文件经过 ${kind} 压缩。请先解压（\`${unpack}\`）再打开其中的抓包文件（.gz 可直接打开）。`,
    ];
  }
  return [
    'E04',
    `This is a ${kind} archive. Unpack it and open the capture inside. (.gz is opened directly.)`,
    `这是 ${kind} 压缩包，请先解压再打开其中的抓包文件（.gz 可直接打开）。`,
  ];
}

function webPageParts(title: string): Parts {
  if (title === 'JSON') {
    return [
      'E05',
      'This is JSON text, not a capture: probably the answer of a web service, saved instead of the download. Download the file again.',
      '这是 JSON 文本，不是抓包文件，可能是下载时保存成了接口的返回内容。请重新下载。',
    ];
  }
  return [
    'E05',
    `This is a web page${title === '' ? '' : ` ("${title}")`}, probably a login or error page saved instead of the download. Log in and download the file again.`,
    `这是一个网页${title === '' ? '' : `（${title}）`}，可能是下载时保存成了登录或错误页面。请登录后重新下载。`,
  ];
}

/** Link types whose name in the registry few would know them by. */
const COMMON_NAMES: Readonly<Record<number, string>> = { 6: 'Token Ring', 10: 'FDDI' };

function linkTypeParts(linkType: number | undefined, name: string): Parts {
  const known = name === '' || /^unknown/i.test(name) ? '' : (COMMON_NAMES[linkType ?? -1] ?? name);
  const en = linkType === undefined ? 'Packets' : `Link type ${linkType}${known === '' ? '' : ` (${known})`}`;
  const zh = linkType === undefined ? '这些报文的链路类型' : `链路类型 ${linkType}${known === '' ? '' : `（${known}）`}`;
  return [
    'E12',
    linkType === undefined
      ? `${en} of a link type that is not supported were left out. Supported: ${LINK_TYPES.en}.`
      : `${en} is not supported yet. Supported: ${LINK_TYPES.en}.`,
    `暂不支持${zh}。支持：${LINK_TYPES.zh}。`,
  ];
}

function issueParts(issue: CaptureIssue): Parts {
  const { count } = issue;
  const n = formatCount(count);
  const are = count === 1 ? 'is' : 'are';
  switch (issue.code) {
    case 'truncated-file':
      return truncatedParts(issue);
    case 'corrupt-block':
    case 'corrupt-record':
      return damagedParts(issue);
    case 'decompression-failed':
      return [
        'E11',
        `The compressed data is damaged${atByte(issue, 'en')}. Everything before it is analysed; check the file with \`gzip -t\` and copy it again.`,
        `压缩数据${atByte(issue, 'zh')}已损坏。之前的内容已全部分析；请用 \`gzip -t\` 检查并重新复制文件。`,
      ];
    case 'unsupported-link-type': {
      const linkType = numberOf(issue, 'linkType') ?? numberOf(issue, 'largest');
      const name = textOf(issue, 'name') ?? '';
      const [, en, zh] = linkTypeParts(linkType, foreign(name));
      return ['E12', `${packets(count)} left out. ${en}`, `略过 ${n} 个报文。${zh}`];
    }
    case 'unknown-interface':
      return [
        'E11',
        `${packets(count)} ${are} of a network interface that the file does not describe, and left out. The file was joined or cut incorrectly: join captures with \`mergecap\`.`,
        `${n} 个报文所属的网卡在文件中没有说明，已略过。文件的合并或截取有误：请用 \`mergecap\` 合并抓包文件。`,
      ];
    case 'bad-ip-header':
      return [
        'E27',
        `${packets(count)} ${are} left out: their IP header is damaged. The rest is analysed.`,
        `${n} 个报文的 IP 头已损坏，已略过；其余均已分析。`,
      ];
    case 'bad-tcp-header':
      return [
        'E27',
        `${packets(count)} ${are} left out: their TCP header is damaged. The rest is analysed.`,
        `${n} 个报文的 TCP 头已损坏，已略过；其余均已分析。`,
      ];
    case 'fragment':
      return [
        'E26',
        `${packets(count)} ${are} IP fragments. A segment is analysed where its first part stands; parts that were not captured show as gaps, and content behind the first part is not read.`,
        `${n} 个报文是 IP 分片。每个报文段在其第一片处分析；未抓到的分片会表现为序号空缺，第一片之后的内容不读取。`,
      ];
    case 'fragmented-header':
      return [
        'E26',
        `${packets(count)} ${are} left out: the TCP header itself is split over several IP fragments. Regular systems never do that.`,
        `${n} 个报文的 TCP 头被拆到多个 IP 分片中，已略过。正常系统不会这样发送。`,
      ];
    case 'tunnelled': {
      const path = textOf(issue, 'path') ?? '';
      return [
        'E30',
        `${packets(count)} ${are} TCP inside a tunnel${bracketed(path, ' (', ')')}. Addresses and ports are those inside; the fields of each packet show the path outside.`,
        `${n} 个报文是隧道${bracketed(path, '（', '）')}内的 TCP。地址和端口为隧道内的；外层路径见各报文的字段。`,
      ];
    }
    case 'snaplen-cut-header':
      return snaplenHeaderParts(issue);
    case 'snaplen-cut-payload':
      return [
        'E15',
        `The payload of ${packets(count)} was cut while capturing${bytesKept(issue, 'en')}: HTTP and TLS reasons are missed where they stand behind the cut. Capture with \`-s 512\` or more.`,
        `${n} 个报文的载荷在抓包时被截短${bytesKept(issue, 'zh')}：截断之后的 HTTP/TLS 原因无法识别。请用 \`-s 512\` 或更大值抓取。`,
      ];
    case 'clock-went-back': {
      const largest = numberOf(issue, 'largestSeconds') ?? numberOf(issue, 'largest');
      return [
        'E18',
        `Timestamps jump back ${count === 1 ? 'once' : `${n} times`}${largest === undefined ? '' : ` (${count === 1 ? 'by' : 'largest'} ${formatDuration(largest, 'en')})`}. The order of arrival is kept; durations near these points are not reliable.`,
        `时间戳回退 ${n} 次${largest === undefined ? '' : `（${count === 1 ? '' : '最大 '}${formatDuration(largest, 'zh')}）`}。已按抓取顺序处理；这些位置附近的时长不可靠。`,
      ];
    }
    case 'duplicates':
      return [
        'E19',
        `${packets(count)} ${count === 1 ? 'appears' : 'appear'} twice (captured on two interfaces). Copies are ignored for the analysis, still listed.`,
        `有 ${n} 个报文重复（来自两个网卡）。分析时已忽略副本，列表中仍保留。`,
      ];
    case 'capture-drops':
      return [
        'E20',
        `The capturing machine lost ${packets(count)}, as it reports itself. Missing packets are not network loss: capture with a larger buffer (\`tcpdump -B 16384\`) or a filter.`,
        `抓包主机自身丢失了 ${n} 个报文（由其自行上报）。这不代表网络丢包：请加大缓冲区（\`tcpdump -B 16384\`）或使用过滤条件。`,
      ];
    case 'acked-unseen':
      return [
        'E20',
        `${packets(count)} ${count === 1 ? 'was' : 'were'} acknowledged but ${are} not in the capture: the capturing machine missed ${count === 1 ? 'it' : 'them'}. That is not network loss.`,
        `${n} 个报文已被确认却不在抓包中：是抓包主机漏抓，不代表网络丢包。`,
      ];
    case 'one-direction': {
      const [en, zh] = DIRECTIONS[textOf(issue, 'from') ?? ''] ?? ['one direction was captured', '一个方向'];
      return [
        'E16',
        `Of ${connections(count)} only ${en}. Who reset is visible, why mostly is not. Capture at one of the two ends, or on a port that sees both directions.`,
        `有 ${n} 个连接只抓到${zh}的报文。能看到谁发了重置，但大多看不出原因。请在任意一端抓包，或在能看到双向流量的端口抓包。`,
      ];
    }
    case 'started-mid-stream':
      return [
        'E28',
        `${connections(count)} began before the capture: their handshake is missing, and counts of open connections are lower bounds. Start the capture before the trouble begins.`,
        `${n} 个连接在抓包之前已开始：缺少握手，打开的连接数只是下限。请在故障出现之前启动抓包。`,
      ];
    case 'no-packets':
      return [
        'E02',
        'A valid capture with no packets in it. Check the interface (`-i any`) and the capture filter.',
        '抓包文件有效，但没有任何报文。请检查网卡（`-i any`）和抓包过滤条件。',
      ];
    case 'no-tcp': {
      const top = textOf(issue, 'top');
      return [
        'E13',
        `${packets(count)}, none of them TCP${top === undefined ? '' : ` (mostly ${foreign(top)})`}. This tool explains TCP connections: check the capture filter.`,
        `共 ${n} 个报文，均非 TCP${top === undefined ? '' : `（主要是 ${foreign(top)}）`}。本工具只分析 TCP 连接：请检查抓包过滤条件。`,
      ];
    }
    case 'stopped-early': {
      const percent = numberOf(issue, 'percent');
      const [need, have] = [numberOf(issue, 'needBytes'), numberOf(issue, 'haveBytes')];
      if (percent !== undefined && need !== undefined && have !== undefined) return tooLargeParts(percent, need, have);
      return [
        'E29',
        `Provisional: ${percent === undefined ? 'only a part' : `${formatCount(percent)} %`} of the file was read. Open it again to read all of it.`,
        `结果为暂时性的：只读取了文件的${percent === undefined ? '一部分' : ` ${formatCount(percent)}%`}。要读取全部，请重新打开文件。`,
      ];
    }
    case 'text-import':
      return textParts(issue);
    case 'decompression-bomb': {
      const mb = formatCount(Math.round((numberOf(issue, 'bytes') ?? 0) / 1e6));
      const ratio = formatCount(numberOf(issue, 'ratio') ?? 0);
      return [
        'E21',
        `Unpacking was stopped after ${mb} MB: no capture shrinks to less than a ${ratio}th of its size. What came out until then is analysed. To read all of it, unpack it first.`,
        `解压在 ${mb} MB 处停止：抓包文件不会压缩到 ${ratio} 分之一以下。已分析此前解出的内容；要读取全部，请先自行解压。`,
      ];
    }
    case 'only-flags': {
      const flags = textOf(issue, 'flags') ?? 'SYN, RST';
      return [
        'E17',
        `The capture seems to contain only ${flags} packets. Capture whole connections: filter by host and port, not by flags.`,
        `抓包似乎只包含 ${flags} 报文。请按主机和端口过滤，不要按标志位过滤。`,
      ];
    }
    case 'rule-threw': {
      const what = textOf(issue, 'what') ?? textOf(issue, 'rule');
      return [
        'E23',
        `One rule${what === undefined ? '' : ` (${foreign(what)})`} failed on ${connections(count)}, because of a defect in this program; all other rules and connections are complete. Please report it.`,
        `程序缺陷：一条规则${what === undefined ? '' : `（${foreign(what)}）`}在 ${n} 个连接上执行失败，其他规则和连接均已完成。请报告此问题。`,
      ];
    }
    default:
      return assertNever(issue.code);
  }
}

function tooLargeParts(percent: number, need: number, have: number): Parts {
  return [
    'E21',
    `The whole file needs about ${formatBytes(need, 'en')} of memory, this tab has about ${formatBytes(have, 'en')}: ${formatCount(percent)} % of it was read and analysed. Shrink it: \`editcap -s 128 in out\`, or split it: \`editcap -i 600 in out\`. The command line has no such limit.`,
    `整个文件约需 ${formatBytes(need, 'zh')} 内存，本标签页约可用 ${formatBytes(have, 'zh')}：已读取并分析其中 ${formatCount(percent)}%。请缩减：\`editcap -s 128 in out\`，或分段：\`editcap -i 600 in out\`。命令行没有此限制。`,
  ];
}

function truncatedParts(issue: CaptureIssue): Parts {
  if (textOf(issue, 'format') !== undefined) {
    return [
      'E10',
      'The compressed file ends too early. Everything before it is analysed; the file was cut off or is still being written.',
      '压缩文件提前结束。之前的内容已全部分析；文件可能被截断或仍在写入。',
    ];
  }
  const after = numberOf(issue, 'afterFrame');
  return [
    'E10',
    `The file ends in the middle of ${after === undefined ? 'a packet' : `packet ${formatCount(after + 1)}`}. Everything before it is analysed; the capture was cut off or is still being written.`,
    `文件在${after === undefined ? '某个报文' : `第 ${formatCount(after + 1)} 个报文`}中间结束。之前的内容已全部分析；文件可能被截断或仍在写入。`,
  ];
}

function damagedParts(issue: CaptureIssue): Parts {
  const after = numberOf(issue, 'afterFrame');
  const where = `${atByte(issue, 'en')}${after === undefined ? '' : `, after packet ${formatCount(after)}`}`;
  const wo = `${after === undefined ? '' : `第 ${formatCount(after)} 个报文之后`}${atByte(issue, 'zh')}`;
  const percent = numberOf(issue, 'percent');
  // A damaged record is skipped and reading goes on; a damaged block ends it.
  if (issue.code === 'corrupt-record') {
    const skipped = numberOf(issue, 'skippedBytes');
    const size = skipped === undefined ? [] : [formatCount(skipped)];
    const inAll = [...(issue.count === 1 ? [] : [`${formatCount(issue.count)} places`]), ...size.map((bytes) => `${bytes} bytes`)];
    const gong = [...(issue.count === 1 ? [] : [`${formatCount(issue.count)} 处`]), ...size.map((bytes) => `${bytes} 字节`)];
    const places = inAll.length === 0 ? '' : ` (${inAll.join(', ')})`;
    const chu = gong.length === 0 ? '' : `（共 ${gong.join('，')}）`;
    return [
      'E11',
      `Damaged data${where}${places}. It was skipped and everything else is analysed; packets are missing there. Copy the file again in binary mode.`,
      `${wo}数据损坏${chu}。已跳过该处，其余均已分析；该处缺少报文。请以二进制方式重新复制文件。`,
    ];
  }
  return [
    'E11',
    `Damaged data${where}. Analysed up to there${percent === undefined ? '' : ` (${formatCount(percent)} % of the file)`}. Copy the file again in binary mode, or try \`pcapfix\`.`,
    `${wo}数据损坏。已分析到该处${percent === undefined ? '' : `（文件的 ${formatCount(percent)}%）`}。请以二进制方式重新复制文件，或尝试 \`pcapfix\`。`,
  ];
}

function textParts(issue: CaptureIssue): Parts {
  const n = numberOf(issue, 'lines') ?? 0;
  const unread = numberOf(issue, 'unread') ?? 0;
  const ports = textOf(issue, 'ports');
  const from = textOf(issue, 'printer') === 'wireshark' ? 'Wireshark' : 'tcpdump';
  const left = unread === 0 ? '' : ` ${formatCount(unread)} other ${unread === 1 ? 'line was' : 'lines were'} left out.`;
  const numbered = ports === undefined ? '' : ` Port names of unknown number: ${foreign(ports)}.`;
  return [
    'E07',
    `Read from text that ${from} printed: ${packets(n)}. Text lacks TTLs, payload and some sequence numbers, so no verdict is certain; \`-w file.pcap\` records them.${left}${numbered}`,
    `由 ${from} 的文本输出读取：${formatCount(n)} 个报文。文本缺少 TTL、载荷和部分序号，因此结论均不确定；用 \`-w file.pcap\` 可完整记录。${unread === 0 ? '' : `略过其他 ${formatCount(unread)} 行。`}${ports === undefined ? '' : `编号未知的端口名：${foreign(ports)}。`}`,
  ];
}

function snaplenHeaderParts(issue: CaptureIssue): Parts {
  const n = formatCount(issue.count);
  const cutAt = numberOf(issue, 'largest');
  const at = cutAt === undefined ? undefined : formatCount(cutAt);
  return [
    'E14',
    `${packets(issue.count)} ${issue.count === 1 ? 'is' : 'are'} cut${at === undefined ? '' : ` at ${at} bytes`}, before the end of the TCP header, and left out. Capture with \`-s 128\` or more.`,
    `${n} 个报文被截短${at === undefined ? '' : `到 ${at} 字节`}，TCP 头不完整，已略过。请用 \`-s 128\` 或更大值抓取。`,
  ];
}

function bytesKept(issue: CaptureIssue, language: Language): string {
  const kept = numberOf(issue, 'largest');
  if (kept === undefined) return '';
  return language === 'zh' ? `（最多保留 ${formatCount(kept)} 字节）` : ` (at most ${formatCount(kept)} B of it kept)`;
}

function atByte(issue: CaptureIssue, language: Language): string {
  const offset = issue.offsets[0];
  if (offset === undefined) return '';
  return language === 'zh' ? `（偏移 ${formatCount(offset)}）` : ` at byte ${formatCount(offset)}`;
}

function numberOf(issue: CaptureIssue, name: string): number | undefined {
  const value = issue.detail?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function textOf(issue: CaptureIssue, name: string): string | undefined {
  const value = issue.detail?.[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function packets(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'packet' : 'packets'}`;
}

function connections(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'connection' : 'connections'}`;
}

/** Text out of a file or an error: one line, bounded. */
function foreign(text: string): string {
  const line = text.split('\n', 1)[0]?.replaceAll('`', "'").trim() ?? '';
  return line.length > MAX_FOREIGN_TEXT ? `${line.slice(0, MAX_FOREIGN_TEXT - 1)}…` : line;
}

function bracketed(text: string, open: string, close: string): string {
  const line = foreign(text);
  return line === '' ? '' : `${open}${line}${close}`;
}
