// What the texts of keepalive-timeout in both languages make of its facts.

export function otherEndRole(endedBy: string): 'client' | 'server' {
  return endedBy === 'server' ? 'client' : 'server';
}
