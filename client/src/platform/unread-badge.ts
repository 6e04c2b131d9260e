/** Unread conversations in the window's title, its icon, and on the app's own icon. */

const NAME = 'Tidemark'

export function showUnread(conversations: number): void {
  document.title = conversations > 0 ? `(${conversations > 99 ? '99+' : conversations}) ${NAME}` : NAME
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
  const href = conversations > 0 ? '/icons/icon-unread.svg' : '/icons/icon.svg'
  if (icon && icon.getAttribute('href') !== href) icon.href = href
  // Not everywhere, and refused where notifications are.
  const badge = conversations > 0 ? navigator.setAppBadge?.(conversations) : navigator.clearAppBadge?.()
  badge?.catch(() => {})
}
