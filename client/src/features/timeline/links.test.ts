import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitLinks } from './links.ts'
import { mayHaveLinks } from './may-have-links.ts'

const links = (text: string) => splitLinks(text).filter((part) => 'href' in part)

test('a link is cut out of its sentence, without what only ends the sentence', () => {
  expect(splitLinks('See (https://example.org/a_(b)), or not.')).toEqual([
    { text: 'See (' },
    { text: 'https://example.org/a_(b)', href: 'https://example.org/a_(b)' },
    { text: '), or not.' },
  ])
})

test('a bare host is asked over https', () => {
  expect(links('So: example.org/x?')).toEqual([{ text: 'example.org/x', href: 'https://example.org/x' }])
})

test('an address is a link to write to it', () => {
  expect(links('mira@example.org')).toEqual([{ text: 'mira@example.org', href: 'mailto:mira@example.org' }])
})

test.each([
  'javascript:alert(1)',
  'file:///etc/passwd',
  'data:text/html,x',
  'ftp://example.org',
  '//example.org',
  'vbscript:x',
])('%s is never a link to that scheme', (text) => {
  for (const part of links(text)) expect(part).toHaveProperty('href', expect.stringMatching(/^https:/))
  expect(
    splitLinks(text)
      .map((part) => part.text)
      .join(''),
  ).toBe(text)
})

test('a look-alike host is told as it really is', () => {
  expect(links('https://аррle.com')).toEqual([
    { text: 'https://аррle.com', href: 'https://xn--le-6kc8da.com/', host: 'xn--le-6kc8da.com' },
  ])
  expect(links('https://bücher.example')[0]).toMatchObject({ host: 'xn--bcher-kva.example' })
  expect(links('https://xn--bcher-kva.example')[0]).not.toHaveProperty('host')
})

test('a name before an @ never leads elsewhere than it says', () => {
  expect(links('https://example.org@evil.example/')).toEqual([
    { text: 'https://example.org', href: 'https://example.org/' },
  ])
})

test('characters that turn the order round don’t hide the host', () => {
  expect(links('https://example.org/\u202egpj.exe')[0]).toMatchObject({ host: 'example.org' })
})

test('the parts are the text, whatever it is', () => {
  for (const text of ['', 'no link', 'https://a.example https://b.example', '\n\nhttps://a.example\n']) {
    expect(
      splitLinks(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text)
  }
})

test('a text that is not looked through has no link', () => {
  const pieces = [
    'http',
    'https',
    ':',
    '/',
    '//',
    'www',
    '.',
    'org',
    'a',
    '@',
    'mailto:',
    ' ',
    '-',
    'ü',
    '1',
    'xn--',
    '#',
  ]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (words) => {
      const text = words.join('')
      if (!mayHaveLinks(text)) expect(links(text)).toEqual([])
    }),
    // a name may end in a hyphen, where its letters are coded
    { numRuns: 2000, examples: [[['xn--', 'a', '-', '.', 'org']]] },
  )
})
