// A table that is wider than its place says so and is shaded where it goes on; one that fits does neither.
function look(wide, region) {
  const hidden = region.scrollWidth - region.clientWidth
  const isWider = hidden > 1
  wide.classList.toggle('cw-wide--fits', !isWider)
  wide.classList.toggle('cw-wide--wider', isWider)
  wide.classList.toggle('cw-wide--goes-on', isWider && region.scrollLeft < hidden - 1)
  // Nothing to scroll is nothing to stop at with the keyboard.
  if (isWider || region.scrollHeight > region.clientHeight + 1) region.tabIndex = 0
  else region.removeAttribute('tabindex')
}

export function startWide(scope) {
  for (const wide of scope.querySelectorAll('[data-cw-wide]:not([data-cw-started])')) {
    wide.dataset.cwStarted = ''
    const region = wide.querySelector('[role="region"]')
    const again = () => look(wide, region)
    region.addEventListener('scroll', again, { passive: true })
    const observer = new ResizeObserver(again)
    observer.observe(region)
    for (const child of region.children) observer.observe(child)
    again()
  }
}
