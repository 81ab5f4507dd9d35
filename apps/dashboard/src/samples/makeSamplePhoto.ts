const width = 3_200;
const height = 2_130;

/** Paints hills at dusk, as large as a photo of a camera: a sample for the conversion. */
export async function makeSamplePhoto(): Promise<File> {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser cannot create a sample. Choose a photo instead.");
  paintSky(context);
  for (let layer = 0; layer < 6; layer += 1) paintHills(context, layer);
  paintGrain(context);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.95));
  if (!blob) throw new Error("This browser cannot create a sample. Choose a photo instead.");
  return new File([blob], "sample-photo.jpg", { type: "image/jpeg" });
}

function paintSky(context: CanvasRenderingContext2D): void {
  const sky = context.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, "#1e2a5a");
  sky.addColorStop(0.45, "#8a5fa8");
  sky.addColorStop(0.7, "#f2a07b");
  sky.addColorStop(1, "#ffd9a0");
  context.fillStyle = sky;
  context.fillRect(0, 0, width, height);
  const sun = context.createRadialGradient(width * 0.68, height * 0.55, 40, width * 0.68, height * 0.55, 620);
  sun.addColorStop(0, "rgb(255 246 214)");
  sun.addColorStop(0.16, "rgb(255 231 176 / 0.9)");
  sun.addColorStop(1, "rgb(255 210 160 / 0)");
  context.fillStyle = sun;
  context.fillRect(0, 0, width, height);
}

function paintHills(context: CanvasRenderingContext2D, layer: number): void {
  const base = height * (0.56 + layer * 0.085);
  context.beginPath();
  context.moveTo(0, height);
  for (let x = 0; x <= width; x += 8) {
    const slow = Math.sin(x / (520 - layer * 40) + layer * 1.9) * (120 - layer * 8);
    const fast = Math.sin(x / (140 + layer * 11) + layer * 4.1) * (34 - layer * 2);
    context.lineTo(x, base + slow + fast);
  }
  context.lineTo(width, height);
  context.fillStyle = `hsl(${255 - layer * 6} ${30 + layer * 2}% ${52 - layer * 8}%)`;
  context.fill();
}

/** Film grain. It also makes the file as large as a camera's. */
function paintGrain(context: CanvasRenderingContext2D): void {
  const image = context.getImageData(0, 0, width, height);
  const { data } = image;
  let seed = 12_345;
  for (let index = 0; index < data.length; index += 4) {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    const grain = ((seed >> 16) % 17) - 8;
    for (let channel = 0; channel < 3; channel += 1) {
      data[index + channel] = (data[index + channel] ?? 0) + grain;
    }
  }
  context.putImageData(image, 0, 0);
}
