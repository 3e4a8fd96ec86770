// Names of decoded fields. The ids are Wireshark's, so an unknown one still says what to look for there.

import type { Language } from '#engine/causes/words/words';

/** English and 中文; one text where both use the protocol's own word. */
type Name = string | readonly [en: string, zh: string];

const SOURCE: Name = ['Source', '源地址'];
const DESTINATION: Name = ['Destination', '目的地址'];
const TYPE: Name = ['Type', '类型'];
const CODE: Name = ['Code', '代码'];
const CHECKSUM: Name = ['Checksum', '校验和'];
const VERSION: Name = ['Version', '版本'];
const HEADER_LENGTH: Name = ['Header length', '首部长度'];
const SOURCE_PORT: Name = ['Source port', '源端口'];
const DESTINATION_PORT: Name = ['Destination port', '目的端口'];
const FRAGMENT_OFFSET: Name = ['Fragment offset', '分片偏移'];
const MORE_FRAGMENTS: Name = ['More fragments', '更多分片'];
const IDENTIFICATION: Name = ['Identification', '标识'];
const TARGET: Name = ['Target address', '目标地址'];
const FLAGS: Name = ['Flags', '标志'];
const PROTOCOL: Name = ['Protocol', '协议'];

const NAMES: Readonly<Record<string, Name>> = {
  eth: ['Ethernet', '以太网'],
  'eth.dst': DESTINATION,
  'eth.src': SOURCE,
  'eth.type': TYPE,
  'eth.len': ['Length', '长度'],
  'eth.padding': ['Padding', '填充'],
  sll: ['Linux cooked capture', 'Linux cooked 封装'],
  'sll.pkttype': ['Packet type', '报文类型'],
  'sll.hatype': ['Link type', '链路类型'],
  'sll.halen': ['Address length', '地址长度'],
  'sll.etype': PROTOCOL,
  'sll.ifindex': ['Interface index', '接口编号'],
  'sll.src': SOURCE,
  null: ['Loopback', '环回'],
  'null.family': ['Family', '协议族'],
  vlan: ['VLAN tag', 'VLAN 标签'],
  'vlan.id': ['VLAN id', 'VLAN 编号'],
  'vlan.priority': ['Priority', '优先级'],
  'vlan.dei': ['Drop eligible', '可丢弃'],
  'vlan.etype': TYPE,
  arp: 'ARP',
  'arp.hw.type': ['Hardware type', '硬件类型'],
  'arp.hw.size': ['Hardware size', '硬件地址长度'],
  'arp.proto.type': ['Protocol type', '协议类型'],
  'arp.proto.size': ['Protocol size', '协议地址长度'],
  'arp.opcode': ['Operation', '操作'],
  'arp.src.hw_mac': ['Sender MAC', '发送方 MAC'],
  'arp.src.proto_ipv4': ['Sender address', '发送方地址'],
  'arp.dst.hw_mac': ['Target MAC', '目标 MAC'],
  'arp.dst.proto_ipv4': TARGET,
  ip: 'IPv4',
  'ip.version': VERSION,
  'ip.hdr_len': HEADER_LENGTH,
  'ip.dsfield': ['DSCP and ECN', 'DSCP 与 ECN'],
  'ip.dsfield.dscp': 'DSCP',
  'ip.dsfield.ecn': 'ECN',
  'ip.len': ['Total length', '总长度'],
  'ip.id': IDENTIFICATION,
  'ip.flags': FLAGS,
  'ip.flags.df': ['Don’t fragment', '不分片'],
  'ip.flags.mf': MORE_FRAGMENTS,
  'ip.frag_offset': FRAGMENT_OFFSET,
  'ip.ttl': 'TTL',
  'ip.proto': PROTOCOL,
  'ip.checksum': ['Header checksum', '首部校验和'],
  'ip.src': SOURCE,
  'ip.dst': DESTINATION,
  'ip.options': ['Options', '选项'],
  ipv6: 'IPv6',
  'ipv6.version': VERSION,
  'ipv6.tclass': ['Traffic class', '流量类别'],
  'ipv6.flow': ['Flow label', '流标签'],
  'ipv6.plen': ['Payload length', '载荷长度'],
  'ipv6.nxt': ['Next header', '下一首部'],
  'ipv6.hlim': ['Hop limit', '跳数限制'],
  'ipv6.src': SOURCE,
  'ipv6.dst': DESTINATION,
  'ipv6.ext': ['Extension header', '扩展首部'],
  'ipv6.hopopts': ['Hop-by-hop options', '逐跳选项'],
  'ipv6.routing': ['Routing header', '路由首部'],
  'ipv6.dstopts': ['Destination options', '目的选项'],
  'ipv6.fraghdr': ['Fragment header', '分片首部'],
  'ipv6.fraghdr.offset': FRAGMENT_OFFSET,
  'ipv6.fraghdr.more': MORE_FRAGMENTS,
  'ipv6.fraghdr.ident': IDENTIFICATION,
  ah: ['Authentication header', '认证首部'],
  icmp: 'ICMP',
  'icmp.type': TYPE,
  'icmp.code': CODE,
  'icmp.checksum': CHECKSUM,
  'icmp.mtu': ['MTU of the next hop', '下一跳 MTU'],
  icmpv6: 'ICMPv6',
  'icmpv6.type': TYPE,
  'icmpv6.code': CODE,
  'icmpv6.checksum': CHECKSUM,
  'icmpv6.mtu': ['MTU of the next hop', '下一跳 MTU'],
  'icmpv6.nd.ns.target_address': TARGET,
  'icmpv6.nd.na.target_address': TARGET,
  udp: 'UDP',
  'udp.srcport': SOURCE_PORT,
  'udp.dstport': DESTINATION_PORT,
  'udp.length': ['Length', '长度'],
  'udp.checksum': CHECKSUM,
  tcp: 'TCP',
  'tcp.srcport': SOURCE_PORT,
  'tcp.dstport': DESTINATION_PORT,
  'tcp.seq': ['Sequence number', '序号'],
  'tcp.ack': ['Acknowledgement number', '确认号'],
  'tcp.hdr_len': HEADER_LENGTH,
  'tcp.flags': FLAGS,
  'tcp.flags.ae': 'AE',
  'tcp.flags.cwr': 'CWR',
  'tcp.flags.ece': 'ECE',
  'tcp.flags.urg': 'URG',
  'tcp.flags.ack': 'ACK',
  'tcp.flags.push': 'PSH',
  'tcp.flags.reset': 'RST',
  'tcp.flags.syn': 'SYN',
  'tcp.flags.fin': 'FIN',
  'tcp.window_size_value': ['Window, not scaled', '窗口（未缩放）'],
  'tcp.checksum': CHECKSUM,
  'tcp.urgent_pointer': ['Urgent pointer', '紧急指针'],
  'tcp.options': ['Options', '选项'],
  'tcp.options.mss': ['Maximum segment size', '最大报文段长度'],
  'tcp.options.wscale': ['Window scale', '窗口缩放'],
  'tcp.options.sack_perm': ['SACK permitted', '允许 SACK'],
  'tcp.options.sack': 'SACK',
  'tcp.options.sack_le': ['Left edge', '左边界'],
  'tcp.options.sack_re': ['Right edge', '右边界'],
  'tcp.options.timestamp': ['Timestamps', '时间戳'],
  'tcp.options.timestamp.tsval': ['Value', '时间戳值'],
  'tcp.options.timestamp.tsecr': ['Echo', '回显值'],
  'tcp.options.nop': ['No-operation', '空操作'],
  'tcp.options.eol': ['End of options', '选项结束'],
  'tcp.options.unknown': ['Other option', '其他选项'],
  'tcp.payload': ['Payload', '载荷'],
  data: ['Data', '数据'],
};

export function fieldName(id: string, language: Language): string {
  const name = NAMES[id];
  if (name === undefined) return id;
  if (typeof name === 'string') return name;
  return language === 'zh' ? name[1] : name[0];
}
