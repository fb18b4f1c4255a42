"""What happens to a badge between the printer and the camera."""

import io

from PIL import Image, ImageFilter

GREY = 128


def rotated(image: Image.Image, degrees: float) -> Image.Image:
    return image.convert("L").rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=GREY)


def blurred(image: Image.Image, sigma_px: float) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(sigma_px))


def faded(image: Image.Image, contrast: float) -> Image.Image:
    """Black and white drawn together around the middle: contrast 1 is untouched, 0 is plain grey."""
    return image.point([round(GREY + (value - GREY) * contrast) for value in range(256)])


def scaled(image: Image.Image, factor: float) -> Image.Image:
    size = (round(image.width * factor), round(image.height * factor))
    return image.resize(size, Image.Resampling.BILINEAR)


def jpeg(image: Image.Image, quality: int) -> Image.Image:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return Image.open(out)
