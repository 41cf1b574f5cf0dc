package org.menura.model.vision;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.image.Image;
import org.menura.format.image.Resampling;
import org.menura.format.image.Resize;
import org.menura.model.Config;
import org.menura.tensor.Tensor;

/** An image processor, as a checkpoint's {@code preprocessor_config.json} describes it. */
public final class ImageProcessor {
    private static final double BYTE = 1 / 255.0;

    /** How squares are cut of a picture (Idefics 3): one of all of it, or if asked of its parts. */
    private record Squares(int side, boolean split) {}

    private final Sizing sizing;
    private final @Nullable Squares squares;
    private final Resampling method;
    private final boolean padsToSquare;
    private final Sizing.@Nullable Exact crop;
    private final Sizing.@Nullable Exact pad;
    private final boolean whiteBehind;
    private final boolean grey;
    private final boolean rescales;
    private final double factor;
    private final boolean normalizes;
    private final float[] mean;
    private final float[] deviation;

    private ImageProcessor(Config c, Preset p) {
        c.refuseUnless("do_flip_channel_order", "false");
        c.refuseUnless("rescale_offset", "false");
        method = method(c, p);
        crop = c.flag("do_center_crop", p.crop() > 0) ? Sizing.exact(c, "crop_size", p.crop()) : null;
        padsToSquare = p == Preset.LLAVA && c.flag("do_pad", false);
        pad = pads(c, p) ? Sizing.exact(c, "pad_size", 0) : null;
        whiteBehind = p == Preset.IDEFICS3;
        grey = c.flag("do_grayscale", false);
        rescales = c.flag("do_rescale", true);
        factor = c.precise("rescale_factor", BYTE);
        normalizes = c.flag("do_normalize", true);
        mean = channels(c, "image_mean", p.mean());
        deviation = channels(c, "image_std", p.deviation());
        boolean resizes = c.flag("do_resize", true); // of Idefics 3 it says nothing about its squares
        squares = p == Preset.IDEFICS3 ? squares(c) : null;
        Sizing said = squares == null ? Sizing.of(c, p) : Sizing.ofSquares(c, p);
        sizing = resizes ? said : new Sizing.None();
    }

    /**
     * Builds the processor of a {@code preprocessor_config.json}.
     *
     * @throws FormatException if it is of a kind that Menura does not have, or a field is wrong
     */
    public static ImageProcessor of(Config c) {
        return new ImageProcessor(c, Preset.of(c));
    }

    private static Resampling method(Config c, Preset p) {
        int number = c.integer("resample", p.method().ordinal());
        if (number >= Resampling.values().length) {
            throw c.unsupported("resample", "supported: 0 to " + (Resampling.values().length - 1));
        }
        return Resampling.of(number);
    }

    private static Squares squares(Config c) {
        Config most = c.object("max_image_size");
        return new Squares(most == null ? 364 : most.positive("longest_edge", 364), c.flag("do_image_splitting", true));
    }

    /** Whether pictures get a margin; without a size of its own a picture alone has none. */
    private static boolean pads(Config c, Preset p) {
        return p != Preset.LLAVA && p != Preset.IDEFICS3 && c.has("pad_size") && c.flag("do_pad", false);
    }

    private static float[] channels(Config c, String name, float[] fallback) {
        float[] values = c.raw(name).isNumber() ? new float[] {c.number(name)} : c.numbers(name);
        return switch (values.length) {
            case 0 -> fallback;
            case 1 -> new float[] {values[0], values[0], values[0]};
            case 3 -> values;
            default -> throw c.unsupported(name, "it must have a number for each of 3 channels");
        };
    }

    /** Brings a picture to its size, as red, green and blue; grey is all three of them. */
    public Prepared prepare(Image picture) {
        Image image = whiteBehind ? picture.rgbOn(255, 255, 255) : picture.rgb();
        if (grey) {
            image = image.grey().rgb();
        }
        if (padsToSquare) {
            image = Geometry.square(
                    image, new int[] {(int) (mean[0] * 255), (int) (mean[1] * 255), (int) (mean[2] * 255)});
        }
        image = sizing.apply(image, method);
        if (squares != null) {
            return squares.split
                    ? Geometry.split(image, squares.side, method)
                    : Prepared.whole(Resize.to(image, squares.side, squares.side, method));
        }
        return Prepared.whole(crop == null ? image : Geometry.centreCrop(image, crop.width(), crop.height()));
    }

    /**
     * Returns the pixels of frames of one size: [frames, 3, height, width], one channel where images are made grey.
     *
     * @throws FormatException if frames differ in size
     */
    public Tensor pixels(List<Prepared> pictures) {
        List<Image> frames = new ArrayList<>();
        pictures.forEach(p -> frames.addAll(p.frames()));
        Image first = frames.getFirst();
        int height = pad == null ? first.height() : pad.height();
        int width = pad == null ? first.width() : pad.width();
        int plane = Math.multiplyExact(width, height);
        int channels = grey ? 1 : 3;
        float[] out = new float[Math.multiplyExact(Math.multiplyExact(frames.size(), channels), plane)];
        for (int f = 0; f < frames.size(); f++) {
            Image frame = frames.get(f);
            check(frame, first);
            for (int c = 0; c < channels; c++) {
                fill(frame, c, out, (f * channels + c) * plane, width);
            }
        }
        return Tensor.of(out, frames.size(), channels, height, width);
    }

    private void check(Image frame, Image first) {
        if (pad == null && (frame.width() != first.width() || frame.height() != first.height())) {
            throw new FormatException("pictures of %s and %s cannot be looked at together; give them the same size"
                    .formatted(frame, first));
        }
        if (pad != null && (frame.width() > pad.width() || frame.height() > pad.height())) {
            throw new FormatException("a picture of %s does not fit into the processor's pad_size of %d x %d; resize it"
                    .formatted(frame, pad.width(), pad.height()));
        }
    }

    /** What lies right of a frame and below it stays zero. */
    private void fill(Image frame, int channel, float[] out, int start, int stride) {
        float[] values = new float[256];
        for (int i = 0; i < values.length; i++) {
            float v = rescales ? (float) (i * factor) : i;
            values[i] = normalizes ? (v - mean[channel]) / deviation[channel] : v;
        }
        byte[] samples = frame.samples();
        for (int i = 0; i < samples.length / 3; i++) {
            int at = i / frame.width() * stride + i % frame.width();
            out[start + at] = values[samples[3 * i + channel] & 0xff];
        }
    }
}
