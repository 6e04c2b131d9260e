/**
 * react-aria adds a `<style>` to the page for its pressables unless an element of this id is there. The content security
 * policy would refuse it; its one rule stands in reset.css instead. Imported by whatever uses react-aria.
 */
const ID = 'react-aria-pressable-style'

if (!document.getElementById(ID)) {
  const mark = document.createElement('meta')
  mark.id = ID
  document.head.append(mark)
}
