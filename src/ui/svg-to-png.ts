// A drawing as a PNG. Nothing is sent: the image is drawn from a data: address.

/** Pixels of the image for each of the drawing: sharp on dense screens and in print. */
export const PNG_SCALE = 2;
/** Higher canvases are refused, or come out empty, in some browsers. */
export const MAX_PNG_HEIGHT_PX = 8192;

interface Drawing {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** Null when the browser has no canvas for it, or will not draw the image. */
export async function pngOf({ svg, width, height }: Drawing): Promise<Blob | null> {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * PNG_SCALE);
  canvas.height = Math.round(height * PNG_SCALE);
  const context = canvas.getContext('2d');
  if (context === null) return null;
  const image = new Image(canvas.width, canvas.height);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  try {
    await image.decode();
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}
