import { Suspense } from 'react'
import { useLocation, useSearch } from 'wouter'
import { create } from 'zustand'
import { SearchField } from '../features/search/search-field.tsx'
import { latePart } from '../ui/late-part.tsx'
import { conversationPath, messagePath, searchPath, settingsPath } from './routes.ts'

const page = () => import('../features/search/search-page.tsx')
const SearchPage = latePart(
  async () => (await page()).SearchPage,
  ({ onBack }) => onBack(),
)
export const prefetchSearch = (): Promise<unknown> => page()

/** Until the page is there and has the focus, keys go to the field in the list. */
export const useSearchReady = create<{ ready: boolean }>()(() => ({ ready: false }))

/** What is sought is in the address: the way back leads to the same results. */
function useSought(): [text: string, setText: (text: string) => void] {
  const [path, navigate] = useLocation()
  const query = useSearch()
  const isHere = path === '/search'
  const text = isHere ? (new URLSearchParams(query).get('q') ?? '') : ''
  return [text, (next) => navigate(searchPath(next), { replace: isHere })]
}

export function SearchScreen() {
  const [, navigate] = useLocation()
  const [text, setText] = useSought()
  return (
    <Suspense>
      <SearchPage
        text={text}
        onText={setText}
        onBack={() => navigate('/')}
        onReady={(ready) => useSearchReady.setState({ ready })}
        hrefOf={(conversation, message) =>
          message === undefined ? conversationPath(conversation) : messagePath(conversation, message)
        }
        storageHref={settingsPath('storage')}
      />
    </Suspense>
  )
}

/** Above the list. While the page of results has a field there is no second one. */
export function ListSearch() {
  const [text, setText] = useSought()
  const isThere = useSearchReady(({ ready }) => ready)
  return isThere ? null : <SearchField text={text} onText={setText} />
}
