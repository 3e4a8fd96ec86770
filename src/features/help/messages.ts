// Words of the help view, both languages. Loaded with it.

import type { Language } from '#engine/base/format';

interface HelpSection {
  readonly id: 'capture' | 'verdict' | 'limits';
  readonly title: string;
  /** Paragraphs; a pair is a command and what it is for. */
  readonly parts: readonly (string | readonly [command: string, meaning: string])[];
}

interface HelpMessages {
  readonly title: string;
  readonly contents: string;
  readonly sections: readonly HelpSection[];
  readonly certainty: string;
  readonly certaintyNote: string;
  readonly certaintyHeads: readonly [string, string, string];
  readonly filter: string;
  readonly keyboard: string;
}

const en: HelpMessages = {
  title: 'Help',
  contents: 'On this page',
  sections: [
    {
      id: 'capture',
      title: 'How to capture',
      parts: [
        'Capture where the error is logged, begin before it happens, and stop with Ctrl-C once it has happened. Take whole connections of both directions: never filter by flags.',
        ["tcpdump -i any -s 512 -w out.pcap 'tcp port 2181 or icmp or icmp6'", 'one port, with what routers and firewalls answer'],
        [
          "tcpdump -i any -s 512 -C 100 -W 20 -w ring.pcap 'tcp port 2181 or icmp or icmp6'",
          'for errors that are rare: the last 2 GB, in parts that are opened together',
        ],
        ["nsenter -t PID -n tcpdump -i any -s 512 -w out.pcap 'tcp or icmp or icmp6'", 'inside the network of a container'],
        'With captures of both sides, open each one: what only one of them shows is a packet that was lost, or made, on the way.',
        'Is the capture complete? The chip at the top says what is missing. Lost at the capturing machine: a larger buffer (`-B 8192`) or a smaller `-s`.',
      ],
    },
    {
      id: 'verdict',
      title: 'How to read a verdict',
      parts: [
        'The headline says first what the packets show, then what follows from it. The word of certainty belongs to the second half.',
        '“What we saw” holds observations alone. Each ends with the packets that show it: click a number to see the packet in its connection, press `x` for its bytes.',
        '“Whose move” names who can change it, which is not always who sent the reset: a server that refuses the 61st connection does as it was told.',
        '“Also possible” are causes that the same packets fit, each with the one observation that would settle it. “Ruled out” are causes that look alike, with the packet that speaks against them.',
        '“What this capture cannot tell” is meant literally. Packets show what two TCP stacks did, not what the programs logged.',
        'In doubt, check: `w` copies a Wireshark filter for what is on the screen.',
      ],
    },
    {
      id: 'limits',
      title: 'Limits',
      parts: [
        'A verdict is about TCP. UDP and QUIC are counted and otherwise left alone; ICMP and ARP are read for what they say about TCP connections.',
        'One capture shows one place. A packet that was captured has not necessarily arrived, and one that was not captured has not necessarily been lost.',
        'What is encrypted stays so: of TLS the handshake and unencrypted alerts are read.',
        'With captures cut below the TCP header (`-s` too small), of one direction, or filtered by flags, most causes cannot be told, and the verdict says so.',
        'Printed text of tcpdump or tshark has lost what proofs need: no verdict on it is certain.',
        'Captures are read in this page, with the memory of this tab: a million packets take some 60 MB. More than it can hold ends with message E22, and with the way to shrink the file.',
        'Nothing is sent anywhere: the page’s own policy forbids it. After the first visit it works offline.',
      ],
    },
  ],
  certainty: 'Words of certainty',
  certaintyNote:
    'Each rule has a confidence, measured on recordings whose cause is known. Sentences use the word; the number is in its tooltip.',
  certaintyHeads: ['Word', 'Confidence', 'Meaning'],
  filter: 'Filter',
  keyboard: 'Keyboard',
};

const zh: HelpMessages = {
  title: '帮助',
  contents: '本页内容',
  sections: [
    {
      id: 'capture',
      title: '如何抓包',
      parts: [
        '在记录报错的一端抓包，在故障出现前开始，出现后按 Ctrl-C 结束。要抓完整的双向连接，不要按标志位过滤。',
        ["tcpdump -i any -s 512 -w out.pcap 'tcp port 2181 or icmp or icmp6'", '一个端口，并包含路由器和防火墙的应答'],
        [
          "tcpdump -i any -s 512 -C 100 -W 20 -w ring.pcap 'tcp port 2181 or icmp or icmp6'",
          '用于偶发故障：保留最近 2 GB，各分段可一起打开',
        ],
        ["nsenter -t PID -n tcpdump -i any -s 512 -w out.pcap 'tcp or icmp or icmp6'", '在容器的网络内抓包'],
        '如果两端都有抓包，请分别打开：只在一端出现的报文，是在途中丢失或产生的。',
        '抓包是否完整？顶部的标签会说明缺少什么。抓包主机丢包时，请加大缓冲区（`-B 8192`）或减小 `-s`。',
      ],
    },
    {
      id: 'verdict',
      title: '如何阅读结论',
      parts: [
        '标题先说报文显示了什么，再说由此得出什么。把握程度只针对后半句。',
        '「看到的现象」只列观察。每句后面是作为依据的报文：点击编号可在连接中查看该报文，按 `x` 查看字节。',
        '「该谁处理」指谁能改变现状，不一定是发送 RST 的一方：拒绝第 61 个连接的服务器只是按配置行事。',
        '「也可能是」列出同样符合这些报文的原因，并给出能够区分的一项观察。「已排除」列出相似的原因，以及与之矛盾的报文。',
        '「此抓包无法说明」请按字面理解。报文只显示两端协议栈做了什么，不显示程序记录了什么。',
        '有疑问就核对：按 `w` 可复制当前内容的 Wireshark 过滤条件。',
      ],
    },
    {
      id: 'limits',
      title: '局限',
      parts: [
        '结论只针对 TCP。UDP 和 QUIC 只计数；ICMP 和 ARP 只读取与 TCP 连接有关的内容。',
        '一个抓包只反映一个位置。抓到的报文不一定已到达，没抓到的也不一定丢失。',
        '加密内容无法读取：TLS 只读取握手和未加密的告警。',
        '如果报文截短到 TCP 头以内（`-s` 过小）、只有一个方向或按标志位过滤，大多数原因无法判断，结论会如实说明。',
        'tcpdump 或 tshark 打印的文本缺少证明所需的信息，因此结论均不确定。',
        '抓包在本页面中读取，使用本标签页的内存：一百万个报文约需 60 MB。超出时会显示 E22，并说明如何缩减文件。',
        '不会向外发送任何数据：页面自身的策略禁止这样做。首次访问后可离线使用。',
      ],
    },
  ],
  certainty: '把握程度用语',
  certaintyNote: '每条规则都有置信度，由原因已知的录制数据测得。句子中使用词语，数值在提示中。',
  certaintyHeads: ['用语', '置信度', '含义'],
  filter: '过滤',
  keyboard: '键盘',
};

const ALL: Readonly<Record<Language, HelpMessages>> = { en, zh };

export function helpMessages(language: Language): HelpMessages {
  return ALL[language];
}
