import { expect, test } from 'vitest'
import type { TimelineItem } from '#engine/model.ts'
import { aroundPlace, downward, newest, settled, upward } from './window.ts'

const items = (...places: number[]) => places.map((place) => ({ place, pending: place > 1000 }) as TimelineItem)

test('the newest lines grow upwards until there are as many as may be held', () => {
  let wish = newest()
  const limits: number[] = []
  for (let i = 0; i < 7; i++) {
    wish = upward(wish, items(1))
    limits.push(wish.limit)
  }
  expect(limits).toEqual([120, 180, 240, 300, 360, 400, 400])
  expect(wish).toEqual(aroundPlace(1))
})

test('a full window moves up around its oldest line, and down around its newest confirmed one', () => {
  const full = aroundPlace(500)
  expect(upward(full, items(300, 700))).toEqual(aroundPlace(300))
  expect(downward(full, items(300, 700, 5000))).toEqual(aroundPlace(700))
  expect(downward(newest(), items(300, 700))).toEqual(newest())
})

test('a window that reached the end holds the same lines and follows the end', () => {
  expect(settled(aroundPlace(5), items(...Array.from({ length: 390 }, (_, i) => i)), false)).toEqual(newest(390))
  expect(settled(aroundPlace(5), items(1, 2), false)).toEqual(newest(60))
  expect(settled(aroundPlace(5), items(1, 2), true)).toEqual(aroundPlace(5))
})
