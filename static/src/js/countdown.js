// The clock of a deadline. It counts from the server's time in the page, never from this computer's clock.
const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const pad = (number) => String(number).padStart(2, '0')

// The same words as procurement.core.formatting.time_left.
export function timeLeft(seconds) {
  const left = Math.max(0, Math.floor(seconds))
  const days = Math.floor(left / DAY)
  const hours = Math.floor((left % DAY) / HOUR)
  const minutes = Math.floor((left % HOUR) / MINUTE)
  if (days) return `${days} ${days === 1 ? 'day' : 'days'} ${hours} h`
  if (hours) return `${hours} h ${pad(minutes)} min`
  return `${minutes} min ${pad(left % MINUTE)} s`
}

const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

function run(box) {
  const server = Date.parse(box.dataset.serverTime)
  const deadline = Date.parse(box.dataset.deadline)
  const began = performance.now()
  const left = box.querySelector('[data-cw-left]')
  const now = box.querySelector('[data-cw-now]')
  const closed = box.querySelector('[data-cw-closed]')

  function tick() {
    const present = server + (performance.now() - began)
    const seconds = (deadline - present) / 1000
    if (now) now.textContent = clock.format(present)
    if (left) left.textContent = timeLeft(seconds)
    if (seconds > 0) return
    clearInterval(timer)
    if (closed) closed.hidden = false
  }

  const timer = setInterval(tick, 1000)
  tick()
}

export function startCountdowns(scope) {
  for (const box of scope.querySelectorAll('[data-cw-countdown]:not([data-cw-started])')) {
    box.dataset.cwStarted = ''
    run(box)
  }
}
