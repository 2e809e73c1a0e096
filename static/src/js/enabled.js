// Before anything is drawn: say that scripts run, so that components are drawn as they will be.
const supported = 'noModule' in HTMLScriptElement.prototype
document.body.classList.add('js-enabled')
if (supported) document.body.classList.add('govuk-frontend-supported')
