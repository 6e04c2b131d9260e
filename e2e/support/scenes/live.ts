/** With the network: all that there is to do in a lived-in account. */
import { setStage } from '../stage.ts'
import { conversations } from './conversations.ts'
import { pages } from './pages.ts'
import type { Chapter } from './scene.ts'

export const live: Chapter = {
  name: 'while live',
  begin: setStage,
  turn: async (ada) => await ada.goesHome(),
  scenes: [...conversations, ...pages],
}
