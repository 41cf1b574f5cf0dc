package org.menura.format.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Finds how a camera was held in the Exif data of a file (CIPA DC-008, tag 274). */
final class Exif {
    private static final int ORIENTATION = 0x0112;
    private static final int SHORT = 3;
    private static final int UPRIGHT = 1;

    private Exif() {}

    /** The orientation that a file tells, 1 to 8; 1 where it tells none or lies. */
    static int orientation(byte[] file, ImageFormat format) {
        return switch (format) {
            case JPEG -> jpeg(file);
            case PNG -> png(file);
            case WEBP -> webp(file);
            case TIFF -> tiff(file, 0, file.length);
            case GIF, BMP -> UPRIGHT;
        };
    }

    /** Walks the segments before the picture's data: 0xFF, a kind, and a length of two bytes that counts itself. */
    private static int jpeg(byte[] file) {
        ByteBuffer b = ByteBuffer.wrap(file);
        int at = 2;
        while (at + 4 <= file.length && file[at] == (byte) 0xff) {
            int kind = file[at + 1] & 0xff;
            if (kind == 0xff) {
                at++;
                continue;
            }
            int length = b.getShort(at + 2) & 0xffff;
            if (kind == 0xda || length < 2) {
                break;
            }
            boolean exif = kind == 0xe1 && length >= 8 && at + 10 <= file.length && b.getInt(at + 4) == 0x45786966;
            if (exif) {
                return tiff(file, at + 10, Math.min(file.length, at + 2 + length));
            }
            at += 2 + length;
        }
        return UPRIGHT;
    }

    private static int png(byte[] file) {
        ByteBuffer b = ByteBuffer.wrap(file);
        long at = 8;
        while (at + 8 <= file.length) {
            long length = b.getInt((int) at) & 0xffffffffL;
            if (b.getInt((int) at + 4) == 0x65584966) {
                return tiff(file, (int) at + 8, (int) Math.min(file.length, at + 8 + length));
            }
            at += 12 + length;
        }
        return UPRIGHT;
    }

    private static int webp(byte[] file) {
        ByteBuffer b = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        long at = 12;
        while (at + 8 <= file.length) {
            long length = b.getInt((int) at + 4) & 0xffffffffL;
            if (b.getInt((int) at) == 0x46495845) {
                int start = (int) at + 8;
                boolean prefixed = start + 6 <= file.length && file[start] == 'E' && file[start + 1] == 'x';
                return tiff(file, start + (prefixed ? 6 : 0), (int) Math.min(file.length, start + length));
            }
            at += 8 + length + (length & 1);
        }
        return UPRIGHT;
    }

    /** Looks through the first directory of a TIFF structure. */
    private static int tiff(byte[] file, int start, int end) {
        if (end - start < 14) {
            return UPRIGHT;
        }
        ByteBuffer b = ByteBuffer.wrap(file, start, end - start).slice();
        b.order(b.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long directory = b.getInt(4) & 0xffffffffL;
        if (b.getShort(2) != 42 || directory + 2 > b.capacity()) {
            return UPRIGHT;
        }
        int entries = b.getShort((int) directory) & 0xffff;
        for (int i = 0; i < entries && directory + 14 + 12L * i <= b.capacity(); i++) {
            int entry = (int) directory + 2 + 12 * i;
            if ((b.getShort(entry) & 0xffff) == ORIENTATION && b.getShort(entry + 2) == SHORT) {
                int value = b.getShort(entry + 8);
                return value >= 1 && value <= 8 ? value : UPRIGHT;
            }
        }
        return UPRIGHT;
    }

    /** Turns and mirrors a picture so that it stands upright. */
    static Image upright(Image image, int orientation) {
        if (orientation == UPRIGHT) {
            return image;
        }
        int w = image.width();
        int h = image.height();
        int channels = image.channels();
        boolean sideways = orientation > 4;
        int width = sideways ? h : w;
        int height = sideways ? w : h;
        byte[] out = new byte[image.samples().length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int fromX = switch (orientation) {
                    case 2, 3 -> w - 1 - x;
                    case 4 -> x;
                    case 5, 6 -> y;
                    default -> w - 1 - y;
                };
                int fromY = switch (orientation) {
                    case 2 -> y;
                    case 3, 4 -> h - 1 - y;
                    case 5, 8 -> x;
                    default -> h - 1 - x;
                };
                int from = (fromY * w + fromX) * channels;
                System.arraycopy(image.samples(), from, out, (y * width + x) * channels, channels);
            }
        }
        return new Image(width, height, channels, out);
    }
}
