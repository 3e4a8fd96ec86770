// Limits of a capture that touch a verdict: what they are and what they keep from being told.

import type { CaveatWords } from './words';

export const caveatWordsZh: CaveatWords = {
  'vantage-client': '在客户端抓包：收到的报文确实由服务器发出，还是设备以其名义发出，需要在服务器上抓包才能确认。',
  'vantage-server': '在服务器抓包：无法得知客户端是否收到了服务器发出的报文。',
  'vantage-router': '在两端之间抓包：无法得知报文是否到达接收端。',
  'vantage-unknown': '抓包位置未知：不根据时延方向下结论。',
  'one-direction': '只抓到一个方向：能看到谁发了重置，但大多看不出原因。',
  'mid-stream': '抓包从该连接中途开始：缺少握手和最初的请求。',
  'lossy-capture': '抓包主机自身丢包：此处缺少的报文不代表网络丢包。',
  snaplen: '抓包时报文被截短：截断之后的内容未被读取。',
  'single-client': '此抓包中只有一个客户端地址：单客户端上限与总数上限无法区分。',
  'began-before-capture': '抓包开始前已有打开的连接：打开的连接数只是下限。',
  'few-examples': '少于 3 个样本：规律的依据不多。',
  'payload-not-readable': '载荷已加密或无法识别：其中说明的原因不可见。',
  'form-unknown': '结束连接的报文已抓到，但其形式不属于任何已知原因。',
  'capture-ends-early': '抓包在连接结束前停止：之后的情况未知。',
  'from-text': '由文本输出读取：其中没有 TTL、载荷和部分序号。',
};
