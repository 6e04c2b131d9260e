import { expect, test } from 'vitest'
import { networkOf } from './network.ts'

test('an address of version 4 is itself, however it is written', () => {
  expect(networkOf('203.0.113.7')).toBe('203.0.113.7')
  expect(networkOf('::ffff:203.0.113.7')).toBe('203.0.113.7')
})

test('who holds a network of version 6 is one, from whichever of its addresses they come', () => {
  const home = networkOf('2001:db8:a:b::1')
  expect(networkOf('2001:db8:a:b:ffff:ffff:ffff:ffff')).toBe(home)
  expect(networkOf('2001:0DB8:000a:b::')).toBe(home)
  expect(networkOf('2001:db8:a:c::1')).not.toBe(home)
  expect(networkOf('2001:db8::b:0:0:0:1')).not.toBe(home)
})

test('zeros that are left out are counted', () => {
  expect(networkOf('::1')).toBe(networkOf('0:0:0:0:1::'))
  expect(networkOf('fe80::1%eth0')).toBe(networkOf('fe80:0:0:0:1:2:3:4'))
  expect(networkOf('1::2:3:4:5:6')).toBe(networkOf('1:0:0:2::'))
})

test('what is no address stays as it is', () => {
  expect(networkOf('unknown')).toBe('unknown')
  expect(networkOf(undefined)).toBe('')
})
