// Filters of packets and connections; that tshark selects the same packets by them is tried in e2e.

import { describe, expect, it } from 'vitest';
import { connectionFilter, endpointFilter, framesFilter } from './wireshark-filter';

describe('Wireshark filters', () => {
  it('compare up to eight packets, and put more into a set with commas', () => {
    expect(framesFilter([7, 4, 6])).toBe('frame.number==4 || frame.number==6 || frame.number==7');
    expect(framesFilter([1, 2, 3, 4, 5, 6, 7, 8])).toContain(' || frame.number==8');
    expect(framesFilter([9, 1, 2, 3, 4, 5, 6, 7, 8, 8])).toBe('frame.number in {1,2,3,4,5,6,7,8,9}');
    expect(framesFilter([])).toBe('');
  });

  it('name both sockets of a connection', () => {
    const client = { address: '10.211.55.2', port: 55884 };
    const server = { address: '10.211.55.10', port: 2181 };
    expect(connectionFilter(client, server)).toBe('(ip.addr==10.211.55.2 && tcp.port==55884 && ip.addr==10.211.55.10 && tcp.port==2181)');
    expect(connectionFilter(client, server, { first: 1, last: 7 })).toBe(
      '(ip.addr==10.211.55.2 && tcp.port==55884 && ip.addr==10.211.55.10 && tcp.port==2181) && frame.number>=1 && frame.number<=7',
    );
  });

  it('use the field of the address family', () => {
    expect(connectionFilter({ address: '2001:db8::1', port: 1 }, { address: '2001:db8::2', port: 2 })).toBe(
      '(ipv6.addr==2001:db8::1 && tcp.port==1 && ipv6.addr==2001:db8::2 && tcp.port==2)',
    );
  });

  it('stop at the number of packets that a line holds', () => {
    expect(framesFilter([3, 2, 1], 2)).toBe('frame.number==1 || frame.number==2');
  });

  it('never take a name or a pseudonym for an address', () => {
    expect(connectionFilter({ address: 'client-1', port: 4 }, { address: 'db.example', port: 5 })).toBe('(tcp.port==4 && tcp.port==5)');
    expect(endpointFilter({ address: 'server-1', port: 80 })).toBe('tcp.port==80');
    expect(endpointFilter({ address: '10.0.0.1 || frame' })).toBe('');
    expect(endpointFilter({ address: '10.0.0.1' })).toBe('ip.addr==10.0.0.1');
  });
});
