import { expect, test } from 'bun:test';
import { addressGroup } from './address.ts';

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['::ffff:127.0.0.1', '127.0.0.1'],
  ['::1', '0:0:0:0::/64'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::6', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002:0000::6', '2001:db8:1:2::/64'],
  ['2001:db8:0000:0::6', '2001:db8:0:0::/64'],
  ['2001:db8::6', '2001:db8:0:0::/64'],
])('%s counts as %s', (address, group) => {
  expect(addressGroup(address)).toBe(group);
});
