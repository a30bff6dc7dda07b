import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Pixels per unit of the drawing. */
const ZOOM = 1.5;
const FAMILY = 'DejaVu Sans';

/** Whatever changes the pixels of one SVG text: part of the key under which a picture is kept. */
export const PNG_RECIPE = ['png', ZOOM, FAMILY] as const;

/**
 * A standalone SVG without CSS variables as a PNG. One font that comes with the project and none of the system's, so that
 * the same SVG gives the same pixels everywhere. Drawn in a thread of libuv's pool.
 */
export async function pngOf(svg: string): Promise<Uint8Array> {
  const { renderAsync } = await import('@resvg/resvg-js');
  const image = await renderAsync(svg, {
    font: { fontFiles: fonts(), loadSystemFonts: false, defaultFontFamily: FAMILY, sansSerifFamily: FAMILY },
    fitTo: { mode: 'zoom', value: ZOOM },
  });
  return image.asPng();
}

function fonts(): string[] {
  const folder = join(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json'), '..', 'ttf');
  return ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) => join(folder, name));
}
