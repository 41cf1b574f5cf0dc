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
    /** The longest edge that Idefics 3 takes, whatever is asked for. */
    private static final int MOST = 4096;

    /** How a picture is brought to its size. */
    private sealed interface Sizing {
        record None() implements Sizing {}

        record Exact(int width, int height) implements Sizing {}

        record ShortestEdge(int edge) implements Sizing {}

        /** The size of Idefics 3: the longest edge (0: as it is), then squares of {@code side}, if asked all of them. */
        record Squares(int longestEdge, int side, boolean split) implements Sizing {}
    }

    private final Sizing sizing;
    private final Resampling method;
    private final boolean padsToSquare;
    private final Sizing.@Nullable Exact crop;
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
        crop = c.flag("do_center_crop", p.crop() > 0) ? exact(c, "crop_size", p.crop()) : null;
        padsToSquare = p == Preset.LLAVA && c.flag("do_pad", false);
        whiteBehind = p == Preset.IDEFICS3;
        grey = c.flag("do_grayscale", false);
        rescales = c.flag("do_rescale", true);
        factor = c.precise("rescale_factor", BYTE);
        normalizes = c.flag("do_normalize", true);
        mean = channels(c, "image_mean", p.mean());
        deviation = channels(c, "image_std", p.deviation());
        sizing = c.flag("do_resize", true) || p == Preset.IDEFICS3 ? sizing(c, p) : new Sizing.None();
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

    private static Sizing sizing(Config c, Preset p) {
        if (p == Preset.IDEFICS3) {
            Config most = c.object("max_image_size");
            Config size = c.object("size");
            int edge = size == null ? p.size() : size.positive("longest_edge", p.size());
            return new Sizing.Squares(
                    c.flag("do_resize", true) ? edge : 0, // do_resize leaves out the longest edge alone
                    most == null ? 364 : most.positive("longest_edge", 364),
                    c.flag("do_image_splitting", true));
        }
        if (!c.raw("size").isObject()) {
            int size = c.positive("size", p.size());
            return p.byShortestEdge() ? new Sizing.ShortestEdge(size) : new Sizing.Exact(size, size);
        }
        Config size = c.object("size");
        if (size != null && size.has("shortest_edge") && !size.has("longest_edge")) {
            return new Sizing.ShortestEdge(size.positive("shortest_edge"));
        }
        return exact(c, "size", p.size());
    }

    private static Sizing.Exact exact(Config c, String name, int fallback) {
        Config size = c.raw(name).isObject() ? c.object(name) : null;
        if (size == null) {
            int side = c.positive(name, fallback);
            return new Sizing.Exact(side, side);
        }
        if (!size.has("height") || !size.has("width")) {
            throw c.unsupported(name, "supported: height and width, or for the size shortest_edge");
        }
        return new Sizing.Exact(size.positive("width"), size.positive("height"));
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
        Prepared sized = switch (sizing) {
            case Sizing.None() -> Prepared.whole(image);
            case Sizing.Exact(int w, int h) -> Prepared.whole(Resize.to(image, w, h, method));
            case Sizing.ShortestEdge(int edge) -> Prepared.whole(Geometry.shortestEdge(image, edge, method));
            case Sizing.Squares s -> squares(image, s);
        };
        if (crop == null) {
            return sized;
        }
        return Prepared.whole(Geometry.centreCrop(sized.frames().getFirst(), crop.width, crop.height));
    }

    private Prepared squares(Image image, Sizing.Squares s) {
        Image sized = s.longestEdge == 0 ? image : Geometry.longestEdge(image, s.longestEdge, MOST, method);
        return s.split
                ? Geometry.split(sized, s.side, method)
                : Prepared.whole(Resize.to(sized, s.side, s.side, method));
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
        int plane = Math.multiplyExact(first.width(), first.height());
        int channels = grey ? 1 : 3;
        float[] out = new float[Math.multiplyExact(Math.multiplyExact(frames.size(), channels), plane)];
        for (int f = 0; f < frames.size(); f++) {
            Image frame = frames.get(f);
            if (frame.width() != first.width() || frame.height() != first.height()) {
                throw new FormatException("pictures of %s and %s cannot be looked at together; give them the same size"
                        .formatted(first, frame));
            }
            for (int c = 0; c < channels; c++) {
                fill(frame, c, out, (f * channels + c) * plane);
            }
        }
        return Tensor.of(out, frames.size(), channels, first.height(), first.width());
    }

    private void fill(Image frame, int channel, float[] out, int start) {
        float[] values = new float[256];
        for (int i = 0; i < values.length; i++) {
            float v = rescales ? (float) (i * factor) : i;
            values[i] = normalizes ? (v - mean[channel]) / deviation[channel] : v;
        }
        byte[] samples = frame.samples();
        for (int i = 0; i < samples.length / 3; i++) {
            out[start + i] = values[samples[3 * i + channel] & 0xff];
        }
    }
}
