// Builds what the pages load, from static/src and the npm packages, into static/dist. Run by `npm run build`.
//
//   css/app.css        GOV.UK and MoJ components in our colours and typeface, then our own styles
//   js/app.js          one module that starts the components; js/enabled.js marks the body before anything is drawn
//   js/htmx.min.js     as published
//   fonts/*.woff2      Source Sans 3 (scripts/build_fonts.py makes the *.ttf that charts and PDFs need)
//   images/            ours, and those that the style sheet names
import { copyFile, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

import { build } from 'esbuild'
import { compileAsync } from 'sass'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const source = path.join(root, 'static', 'src')
const dist = path.join(root, 'static', 'dist')
const modules = path.join(root, 'node_modules')

// 400, 600 and 700 for reading, labels and headings; italic for the titles of laws and works.
const FACES = ['400-normal', '400-italic', '600-normal', '700-normal']
const SUBSETS = ['latin', 'latin-ext']
const IMAGE_FOLDERS = [
  path.join(source, 'images'),
  path.join(modules, '@ministryofjustice/frontend/moj/assets/images'),
]

async function styles() {
  const { css } = await compileAsync(path.join(source, 'scss', 'app.scss'), {
    loadPaths: [root, modules, path.join(modules, 'govuk-frontend/dist')],
    quietDeps: true,
    style: 'compressed',
    sourceMap: false,
    // A package's own warnings are for its makers; ours stay visible.
    logger: { warn: (message, { stack }) => stack?.includes('node_modules') || console.warn(message, stack ?? '') },
  })
  await writeFile(path.join(dist, 'css', 'app.css'), css)
  await copyNamedImages(css)
}

// A file that the style sheet names and nobody copied would be refused when static files are collected.
async function copyNamedImages(css) {
  const named = new Set([...css.matchAll(/url\(["']?\.\.\/images\/([^"')]+)["']?\)/g)].map((match) => match[1]))
  const elsewhere = [...css.matchAll(/url\(["']?(?!\.\.\/(?:images|fonts)\/)([^"')]+)/g)].map((match) => match[1])
  if (elsewhere.length) throw new Error(`The style sheet names files outside the site: ${elsewhere.join(', ')}`)
  for (const name of named) {
    const folders = await Promise.all(IMAGE_FOLDERS.map(async (folder) => [folder, await readdir(folder)]))
    const found = folders.find(([, names]) => names.includes(name))
    if (!found) throw new Error(`The style sheet names an image that does not exist: ${name}`)
    await copyFile(path.join(found[0], name), path.join(dist, 'images', name))
  }
}

async function ownImages() {
  for (const name of await readdir(IMAGE_FOLDERS[0])) {
    await copyFile(path.join(IMAGE_FOLDERS[0], name), path.join(dist, 'images', name))
  }
}

async function scripts() {
  await build({
    entryPoints: [path.join(source, 'js', 'app.js'), path.join(source, 'js', 'enabled.js')],
    outdir: path.join(dist, 'js'),
    bundle: true,
    format: 'esm',
    target: 'es2020',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
  })
  await copyFile(path.join(modules, 'htmx.org/dist/htmx.min.js'), path.join(dist, 'js', 'htmx.min.js'))
}

async function fonts() {
  const folder = path.join(modules, '@fontsource/source-sans-3')
  for (const face of FACES) {
    for (const subset of SUBSETS) {
      const name = `source-sans-3-${subset}-${face}.woff2`
      await copyFile(path.join(folder, 'files', name), path.join(dist, 'fonts', name))
    }
  }
  await writeFile(path.join(dist, 'fonts', 'OFL.txt'), await readFile(path.join(folder, 'LICENSE')))
}

// The site may be running: files are replaced one by one, and only then what nobody made this time is removed.
// The folder of fonts is left alone: the *.ttf in it are made by another step.
const began = Date.now()
const folders = ['css', 'js', 'images', 'fonts']
for (const folder of folders) await mkdir(path.join(dist, folder), { recursive: true })
await Promise.all([styles(), ownImages(), scripts(), fonts()])
for (const folder of folders.filter((name) => name !== 'fonts')) {
  for (const name of await readdir(path.join(dist, folder))) {
    const file = path.join(dist, folder, name)
    // A second of grace: some file systems keep times coarsely.
    if ((await stat(file)).mtimeMs < began - 1000) await rm(file)
  }
}
