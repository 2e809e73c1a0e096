// Starts the components on a page, and again on whatever htmx puts into it. Every page works without this file.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
  createAll,
} from 'govuk-frontend'
import { AddAnother, Alert, ButtonMenu, SortableTable } from '@ministryofjustice/frontend'

import { startCountdowns } from './countdown.js'
import { startGuards } from './guard.js'
import { startPasskeys } from './passkeys.js'
import { startSideNavigation } from './side_navigation.js'
import { startWide } from './wide.js'

const ONCE = [ServiceNavigation, SkipLink, ErrorSummary, NotificationBanner]
const ANYWHERE = [Button, CharacterCount, Checkboxes, Radios, Tabs, AddAnother, Alert, ButtonMenu, SortableTable]

function start(scope) {
  for (const component of ANYWHERE) createAll(component, undefined, scope)
  startCountdowns(scope)
  startGuards(scope)
  startWide(scope)
}

for (const component of ONCE) createAll(component)
start(document)
startSideNavigation()
startPasskeys()

// An answer that is not the part that was asked for (a sign-in page, an error) is never put into the page.
document.addEventListener('htmx:before:response', (event) => {
  const { raw, status } = event.detail.ctx.response
  if (raw.redirected) window.location.reload()
  if (raw.redirected || (status >= 400 && status !== 422)) event.preventDefault()
})

document.addEventListener('htmx:after:swap', (event) => start(event.target instanceof Element ? event.target : document))
