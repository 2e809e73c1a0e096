// The stages of a tender are a closed list on a phone and an open one on a wider screen.
export function startSideNavigation() {
  const lists = document.querySelectorAll('details[data-cw-side-navigation]')
  if (!lists.length) return
  const wide = window.matchMedia('(min-width: 48.0625em)')
  const arrange = () => {
    for (const list of lists) {
      list.open = wide.matches
      list.dataset.cwArranged = ''
    }
  }
  wide.addEventListener('change', arrange)
  arrange()
}
