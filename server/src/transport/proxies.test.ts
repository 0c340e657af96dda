import { describe, expect, test } from 'bun:test';
import { clientAddresses, proxiesProblem } from './proxies.ts';

describe('who a connection comes from', () => {
  const client = clientAddresses(['10.0.0.0/8', '192.0.2.7', '2001:db8:1::/48']);

  test.each([
    ['198.51.100.1', null, '198.51.100.1'],
    ['198.51.100.1', '203.0.113.9', '198.51.100.1'],
    ['10.1.2.3', null, '10.1.2.3'],
    ['10.1.2.3', '203.0.113.9', '203.0.113.9'],
    ['::ffff:10.1.2.3', '203.0.113.9', '203.0.113.9'],
    ['10.1.2.3', 'evil, 203.0.113.9, 192.0.2.7', '203.0.113.9'],
    ['10.1.2.3', '198.51.100.1, 203.0.113.9', '203.0.113.9'],
    ['10.1.2.3', '203.0.113.9:4711', '203.0.113.9'],
    ['2001:db8:1::5', '[2001:db8:9::1]:4711', '2001:db8:9::1'],
    ['2001:db8:1::5', '2001:db8:9::1', '2001:db8:9::1'],
    ['10.1.2.3', 'unknown', '10.1.2.3'],
    ['10.1.2.3', '203.0.113.9, unknown, 10.9.9.9', '10.9.9.9'],
    ['10.1.2.3', '', '10.1.2.3'],
    ['10.1.2.3', '10.4.5.6, 10.7.8.9', '10.4.5.6'],
  ])('%p with X-Forwarded-For %p is %p', (peer, header, address) => {
    expect(client(peer, header)).toBe(address);
  });

  test('is the peer where no proxy is trusted', () => {
    expect(clientAddresses([])('10.1.2.3', '203.0.113.9')).toBe('10.1.2.3');
  });
});

test.each(['proxy.example', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '::/129', ''])(
  '%p is no proxy',
  (proxy) => {
    expect(proxiesProblem(['10.0.0.1', proxy])).toContain('proxies');
  },
);

test('addresses and networks of both kinds are', () => {
  expect(proxiesProblem(['10.0.0.1', '10.0.0.0/8', '::1', '2001:db8::/32'])).toBeUndefined();
});
