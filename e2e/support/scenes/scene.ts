/** What a scene is, and the ways to several of them. */
import { expect } from '@playwright/test'
import type { Person } from '../person.ts'
import type { World } from '../test.ts'

export interface Size {
  name: string
  width: number
  height: number
}

export interface Scene {
  name: string
  show(person: Person, world: World): Promise<void>
}

export interface Chapter {
  name: string
  /** the world before the first scene */
  begin(world: World, size: Size): Promise<Person>
  /** before each scene */
  turn(person: Person, world: World): Promise<void>
  scenes: readonly Scene[]
}

export const SIZES: readonly Size[] = [
  { name: '360', width: 360, height: 800 },
  { name: '1280', width: 1280, height: 800 },
]
export const THEMES = ['light', 'dark'] as const

export const openDialog = async ({ page }: Person, name: string): Promise<void> => {
  await page.getByRole('button', { name, exact: true }).first().click()
  await expect(page.getByRole('dialog', { name })).toBeVisible()
}

export const openMenu = async (person: Person, text: string): Promise<void> => {
  await person.message(text).focus()
  await person.page.keyboard.press('Shift+F10')
  await expect(person.page.getByRole('menu', { name: 'Message actions' })).toBeVisible()
}
