package org.menura.format.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DirectColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Arrays;
import org.menura.format.FormatException;

/** Turns what decoders make into 8 bits per sample and back. Colour profiles are left aside, as Pillow does. */
final class Samples {
    private Samples() {}

    static Image of(BufferedImage decoded, String source) {
        ColorModel model = decoded.getColorModel();
        Raster raster = decoded.getRaster();
        if (model instanceof IndexColorModel palette) {
            return palette(raster, palette);
        }
        int type = raster.getSampleModel().getDataType();
        if (type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE) {
            throw new FormatException(source + " has floating-point samples; convert it to 8 or 16 bits");
        }
        int bands = raster.getNumBands();
        if (model instanceof ComponentColorModel && bands <= 4 && type != DataBuffer.TYPE_INT) {
            return bands == 4 && model.getColorSpace().getType() == ColorSpace.TYPE_CMYK
                    ? printed(components(raster, model))
                    : components(raster, model);
        }
        if (model instanceof DirectColorModel || bands > 4) {
            return colours(decoded);
        }
        throw new FormatException("%s has %d channels of a kind that is not supported".formatted(source, bands));
    }

    private static Image palette(Raster raster, IndexColorModel palette) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        int[] colours = new int[palette.getMapSize()];
        palette.getRGBs(colours);
        boolean grey = Arrays.stream(colours).allMatch(Samples::isOpaqueGrey);
        int channels = palette.hasAlpha() ? 4 : grey ? 1 : 3;
        byte[] out = new byte[Math.multiplyExact(channels, width * height)];
        int[] row = new int[width];
        int at = 0;
        for (int y = 0; y < height; y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, row);
            for (int index : row) {
                at = put(index < colours.length ? colours[index] : 0xff000000, channels, out, at);
            }
        }
        return new Image(width, height, channels, out);
    }

    private static boolean isOpaqueGrey(int argb) {
        int blue = argb & 0xff;
        return argb >>> 24 == 0xff && (argb >> 16 & 0xff) == blue && (argb >> 8 & 0xff) == blue;
    }

    private static int put(int argb, int channels, byte[] out, int start) {
        int at = start;
        if (channels > 1) {
            out[at++] = (byte) (argb >> 16);
            out[at++] = (byte) (argb >> 8);
        }
        out[at++] = (byte) argb;
        if (channels == 4) {
            out[at++] = (byte) (argb >>> 24);
        }
        return at;
    }

    /** Grey, grey and opacity, colours, or colours and opacity, each sample in a place of its own. */
    private static Image components(Raster raster, ColorModel model) {
        int width = raster.getWidth();
        int height = raster.getHeight();
        int bands = raster.getNumBands();
        int channels = bands == 2 ? 4 : bands;
        int[] bits = model.getComponentSize();
        byte[] out = new byte[Math.multiplyExact(channels, width * height)];
        int[] row = new int[width * bands];
        int at = 0;
        for (int y = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    int band = bands == 2 ? c / 3 : c;
                    out[at++] = eight(row[x * bands + band], bits[band]);
                }
            }
        }
        return new Image(width, height, channels, out);
    }

    /** The colours of four inks, as Pillow mixes them. */
    private static Image printed(Image inks) {
        byte[] from = inks.samples();
        byte[] out = new byte[from.length / 4 * 3];
        for (int i = 0, at = 0; i < from.length; i += 4) {
            int white = 255 - (from[i + 3] & 0xff);
            for (int c = 0; c < 3; c++) {
                int ink = (from[i + c] & 0xff) * white + 128;
                out[at++] = (byte) (white - (ink + (ink >> 8) >> 8));
            }
        }
        return new Image(inks.width(), inks.height(), 3, out);
    }

    /** The upper eight bits; fewer are stretched so that the largest number stays white. */
    private static byte eight(int sample, int bits) {
        return (byte) (bits >= 8 ? sample >> bits - 8 : sample * 255 / ((1 << bits) - 1));
    }

    private static Image colours(BufferedImage decoded) {
        int width = decoded.getWidth();
        int height = decoded.getHeight();
        int channels = decoded.getColorModel().hasAlpha() ? 4 : 3;
        byte[] out = new byte[Math.multiplyExact(channels, width * height)];
        int[] row = new int[width];
        int at = 0;
        for (int y = 0; y < height; y++) {
            decoded.getRGB(0, y, width, 1, row, 0, width);
            for (int argb : row) {
                at = put(argb, channels, out, at);
            }
        }
        return new Image(width, height, channels, out);
    }

    static BufferedImage buffered(Image image) {
        int type = switch (image.channels()) {
            case 1 -> BufferedImage.TYPE_BYTE_GRAY;
            case 3 -> BufferedImage.TYPE_3BYTE_BGR;
            default -> BufferedImage.TYPE_4BYTE_ABGR;
        };
        BufferedImage out = new BufferedImage(image.width(), image.height(), type);
        WritableRaster raster = out.getRaster();
        int[] row = new int[image.width() * image.channels()];
        for (int y = 0; y < image.height(); y++) {
            for (int i = 0; i < row.length; i++) {
                row[i] = image.samples()[y * row.length + i] & 0xff;
            }
            raster.setPixels(0, y, image.width(), 1, row);
        }
        return out;
    }
}
