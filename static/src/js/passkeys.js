// Passkeys: allauth's own scripts talk to the browser and to the server. Here they learn which button and which hidden
// box they belong to, and a person learns when no passkey was used. Without this file the other ways remain.
export function startPasskeys() {
  // allauth's scripts are deferred too, so they have run by then.
  document.addEventListener('DOMContentLoaded', () => {
    const forms = window.allauth?.webauthn?.forms
    if (!forms || !window.PublicKeyCredential) return
    for (const note of document.querySelectorAll('[data-cw-no-passkey]')) note.hidden = true
    for (const part of document.querySelectorAll('[data-cw-passkey-part]')) part.hidden = false
    for (const button of document.querySelectorAll('[data-cw-passkey]')) {
      const { cwPasskey: kind, credential, passwordless } = button.dataset
      forms[`${kind}Form`]({ ids: { [kind]: button.id, credential, passwordless, data: 'js_data' } })
      button.addEventListener('click', () => showFault(false))
    }
  })
  document.addEventListener('allauth.error', (event) => {
    event.preventDefault()
    showFault(true)
  })
}

function showFault(shown) {
  for (const fault of document.querySelectorAll('[data-cw-passkey-error]')) fault.hidden = !shown
}
