import { expect, test } from './support/test.ts'

const NARROW = { width: 360, height: 800 }

test('light marks are put by keys, drawn at every width, and left out of previews; what was typed is what is sent', async ({
  world,
}) => {
  const ada = await world.person('ada', { viewport: NARROW })
  const bob = await world.person('bob')
  await ada.startsChatWith('bob')

  await ada.box.pressSequentially('bring the stove')
  for (let i = 0; i < 'stove'.length; i++) await ada.box.press('Shift+ArrowLeft')
  await ada.box.press('Control+b')
  await expect(ada.box).toHaveValue('bring the **stove**')
  await ada.box.press('Control+i')
  await expect(ada.box).toHaveValue('bring the **_stove_**')
  await ada.box.press('Control+i')
  await ada.box.press('Control+z')
  await expect(ada.box).toHaveValue('bring the **_stove_**')
  await ada.box.press('End')
  await ada.box.pressSequentially(' ')
  await ada.box.press('Control+Shift+x')
  await ada.box.pressSequentially('not')
  await expect(ada.box).toHaveValue('bring the **_stove_** ~~not~~')
  const text = [
    'bring the **_stove_** ~~not~~',
    '- `gas`, see https://example.org/_gas_',
    '- cups',
    '> two of them?',
    'yes',
  ].join('\n')
  await ada.writes(text)
  await ada.sees('bring the stove not', 'delivered')

  for (const person of [ada, bob]) {
    await person.goesHome()
    const row = person.row(person === ada ? 'Bob' : 'Ada')
    await expect(row).toHaveAccessibleName(/bring the stove not/)
    await person.context.setOffline(true)
    await person.page.reload()
    await row.click()
    const message = person.message('bring the stove not')
    await expect(message.locator('strong em')).toHaveText('stove')
    await expect(message.locator('s')).toHaveText('not')
    await expect(message.locator('code')).toHaveText('gas')
    await expect(message.getByRole('listitem')).toHaveText(['gas, see https://example.org/_gas_', 'cups'])
    await expect(message.getByRole('link')).toHaveAttribute('href', 'https://example.org/_gas_')
    await expect(message.locator('blockquote')).toHaveText('two of them?')
    expect((await person.kept('dm:ada:bob')).map((kept) => kept.text)).toEqual([text])
  }
})

test('somebody in a group is named, and an emoji found, by the keyboard alone; whoever is named sees that it is them', async ({
  world,
}) => {
  const mira = await world.person('mira', { viewport: NARROW })
  await world.person('milan')
  const ada = await world.person('ada')
  await ada.makesGroup('Rowing', ['mira', 'milan'])

  const people = ada.page.getByRole('listbox', { name: 'People' })
  await ada.box.pressSequentially('oars, @mi')
  await expect(people.getByRole('option')).toHaveText([/@mira$/, /@milan$/])
  await expect(people.getByRole('option', { selected: true })).toHaveText(/@mira/)
  await ada.box.press('ArrowDown')
  await expect(people.getByRole('option', { selected: true })).toHaveText(/@milan/)
  await ada.box.press('ArrowUp')
  await ada.box.press('Tab')
  await expect(ada.box).toHaveValue('oars, @mira ')
  await expect(people).toHaveCount(0)
  await ada.box.pressSequentially('and @')
  await expect(people).toBeVisible()
  await ada.box.press('Escape')
  await expect(people).toHaveCount(0)
  await ada.box.press('Backspace')

  await ada.context.setOffline(true)
  const emoji = ada.page.getByRole('listbox', { name: 'Emoji' })
  await ada.box.pressSequentially(':smil')
  await expect(emoji.getByRole('option').first()).toBeVisible()
  await ada.box.press('Enter')
  await expect(emoji).toHaveCount(0)
  const value = await ada.box.inputValue()
  expect(value).toMatch(/^oars, @mira and \p{Emoji_Presentation}$/u)
  await ada.box.press('Control+z')
  await expect(ada.box).toHaveValue('oars, @mira and :smil')
  await ada.box.press('Escape')
  await ada.box.press('Control+Shift+z')
  await expect(ada.box).toHaveValue(value)
  await ada.context.setOffline(false)
  await ada.box.press('Enter')
  await expect(ada.box).toHaveValue('')
  await ada.sees('oars, @mira and', 'delivered')

  await mira.opens('Rowing')
  const named = mira.message('oars, @mira and').getByText('@mira', { exact: true })
  await expect(named).toHaveAttribute('data-self')
})
