// Asks before a page is left with words that were typed and not saved.
function contents(form) {
  const pairs = [...new FormData(form)].map(([name, value]) => [name, value instanceof File ? value.name : value])
  return JSON.stringify(pairs)
}

export function startGuards(scope) {
  for (const form of scope.querySelectorAll('form[data-cw-guard]:not([data-cw-started])')) {
    form.dataset.cwStarted = ''
    // A form that came back with errors holds words that are not saved yet.
    const saved = form.querySelector('.govuk-error-message') ? null : contents(form)
    let leaving = false
    form.addEventListener('submit', () => {
      leaving = true
    })
    window.addEventListener('pageshow', () => {
      leaving = false
    })
    window.addEventListener('beforeunload', (event) => {
      if (!leaving && form.isConnected && contents(form) !== saved) event.preventDefault()
    })
  }
}
