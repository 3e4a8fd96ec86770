// Words of normal-close in 中文; when it holds is decided in rule.ts.

import { ender, enderRole, zh } from '../words/phrases';
import type { CauseWords } from '../words/words';

export const text: CauseWords = {
  short: '正常关闭',
  headline: (c) =>
    enderRole(c) === undefined
      ? zh`${c.client} 与 ${c.server} 的 ${c.n} 个连接：双方均以 FIN 关闭。`
      : zh`${c.client} 与 ${c.server} 的 ${c.n} 个连接：双方均以 FIN 关闭，${ender(c, 'zh')} 先关闭。`,
  explanation: zh`数据交换已完成，双方各自以 FIN 关闭。没有数据丢失，程序也不会报错。`,
  move: '无需处理',
  settles: () => ({ text: zh`若两端的程序都打算关闭，则是此原因。` }),
  next: () => [{ where: 'client', text: '若用户确有报错，请确认抓包的时间、主机和端口。' }],
  cannotTell: () => [zh`应答的内容是什么：完整应答中的错误（HTTP 500、错误信息）不属于 TCP 层面。`],
};
