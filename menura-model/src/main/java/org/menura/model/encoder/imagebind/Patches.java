package org.menura.model.encoder.imagebind;

import java.math.BigInteger;
import org.menura.format.FormatException;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/**
 * Cuts arrays of numbers into patches, so that a convolution without padding is one matrix product: its kernel, read row
 * by row, times each patch. Patches overlap where the stride is smaller than they are.
 *
 * @param channels of the arrays
 * @param size of an array
 * @param patch size of a patch
 * @param stride from one patch to the next
 */
record Patches(int channels, Size size, Size patch, Size stride) {
    /** Sizes in time and space. */
    record Size(int frames, int height, int width) {
        /** Something without a time. */
        static Size flat(int height, int width) {
            return new Size(1, height, width);
        }

        int elements() {
            return Math.multiplyExact(Math.multiplyExact(frames, height), width);
        }

        @Override
        public String toString() {
            return frames == 1 ? height + " × " + width : frames + " × " + height + " × " + width;
        }
    }

    Patches {
        boolean positive = Math.min(Math.min(stride.frames, stride.height), stride.width) > 0
                && Math.min(Math.min(patch.frames, patch.height), patch.width) > 0;
        if (!positive || patch.frames > size.frames || patch.height > size.height || patch.width > size.width) {
            throw new FormatException(
                    "inputs of %s cannot be cut into patches of %s; check the config's sizes".formatted(size, patch));
        }
    }

    /** The same for clips of another length. */
    Patches withFrames(int frames) {
        return new Patches(channels, new Size(frames, size.height, size.width), patch, stride);
    }

    /** The same for arrays of another height and width. */
    Patches withPlane(int height, int width) {
        return new Patches(channels, new Size(size.frames, height, width), patch, stride);
    }

    /**
     * Whether arrays of another height and width give as many patches each way: then only what is left over at the edge
     * differs.
     *
     * @param resized whether positions in a square may be brought to a square of another size
     */
    boolean takes(int height, int width, boolean resized) {
        if (height < patch.height || width < patch.width) {
            return false;
        }
        Size usual = layout();
        Size own = withPlane(height, width).layout();
        boolean squares = usual.height == usual.width && own.height == own.width;
        return own.equals(usual) || resized && squares;
    }

    /** How the patches of an array lie in time and space. */
    Size layout() {
        return new Size(
                (size.frames - patch.frames) / stride.frames + 1,
                (size.height - patch.height) / stride.height + 1,
                (size.width - patch.width) / stride.width + 1);
    }

    /** Number of patches of an array. */
    int count() {
        return layout().elements();
    }

    /** Numbers in a patch. */
    int width() {
        return Math.multiplyExact(channels, patch.elements());
    }

    /**
     * The patches of arrays, each one's numbers by channel, frame, row and column.
     *
     * @param x [items, channels, frames, height, width], in any shape of as many elements
     * @return [items · count, width]
     */
    Tensor cut(Backend ops, Tensor x, int items) {
        int run = gcd(gcd(patch.width, stride.width), size.width); // neighbours that always move together
        int[] rows = rows(items, run);
        Tensor runs = ops.gatherRows(x.reshape(x.elements() / run, run), rows); // [items · count · width / run, run]
        return runs.reshape((long) items * count(), width());
    }

    private int[] rows(int items, int run) {
        Size layout = layout();
        int perItem = Math.multiplyExact(channels, size.elements()) / run;
        int[] rows = new int[Math.toIntExact((long) items * count() * width() / run)];
        int at = 0;
        for (int item = 0; item < items; item++) {
            for (int t = 0; t < layout.frames; t++) {
                for (int i = 0; i < layout.height; i++) {
                    for (int j = 0; j < layout.width; j++) {
                        int start =
                                (t * stride.frames * size.height + i * stride.height) * size.width + j * stride.width;
                        at = patch(rows, at, item * perItem, start, run);
                    }
                }
            }
        }
        return rows;
    }

    private int patch(int[] rows, int from, int first, int start, int run) {
        int at = from;
        for (int c = 0; c < channels; c++) {
            for (int t = 0; t < patch.frames; t++) {
                for (int i = 0; i < patch.height; i++) {
                    int line = c * size.elements() + start + (t * size.height + i) * size.width;
                    for (int j = 0; j < patch.width; j += run) {
                        rows[at++] = first + (line + j) / run;
                    }
                }
            }
        }
        return at;
    }

    private static int gcd(int a, int b) {
        return BigInteger.valueOf(a).gcd(BigInteger.valueOf(b)).intValue();
    }
}
