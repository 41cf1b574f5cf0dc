package org.menura.format.hf.quant;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.menura.format.TensorEntry;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

/** Tensors of small numbers beside a grid of scales. */
final class Scaled {
    private static final int NIBBLE = 4;

    private Scaled() {}

    /**
     * Codes of 8 bits times their scales.
     *
     * @param height rows of a block, or 0 where the format does not say
     * @param width columns of a block, or 0 where the format does not say
     * @param zero name of the codes of 0; null if there are none
     * @param work what products are rounded to
     * @throws org.menura.format.FormatException if the scales do not fit the weight
     */
    static TensorEntry bytes(
            Stored stored,
            String weight,
            String scale,
            long height,
            long width,
            @Nullable String zero,
            Precision work,
            DType as) {
        Shape shape = stored.shape(weight);
        Groups groups = groups(stored, weight, shape, scale, height, width);
        if (zero != null) {
            stored.expectAsMany(zero, scale);
        }
        return Rows.entry(shape, as, () -> {
            Tensor codes = stored.tensor(weight);
            float[] zeros = zero == null ? null : stored.values(zero);
            return new Affine(PlainCodes.of(codes), groups, stored.scales(scale), zeros, work, work);
        });
    }

    /**
     * Packed floats of 4 or 6 bits times their scales.
     *
     * @param bits 4 or 6
     * @param width elements that share a scale, or 0 where the format does not say
     * @param global changes the scales when they have been read; null if they stay
     * @param result what products, which are computed in float32, are rounded to
     * @throws org.menura.format.FormatException if the scales do not fit the weight
     */
    static TensorEntry packed(
            Stored stored,
            String weight,
            String scale,
            int bits,
            long width,
            @Nullable Rescale global,
            Precision result,
            DType as) {
        long[] sizes = stored.shape(weight).toArray();
        int last = sizes.length - 1;
        if (sizes.length < 2
                || sizes[last] * Byte.SIZE % bits != 0
                || stored.shape(weight).elements() == 0) {
            throw stored.wrong(
                    "%s has shape %s, which is no matrix of packed floats of %d bits",
                    weight, stored.shape(weight), bits);
        }
        sizes[last] = sizes[last] * Byte.SIZE / bits;
        Shape shape = Shape.of(sizes);
        Groups groups = groups(stored, weight, shape, scale, 1, width);
        float[] table = bits == NIBBLE ? SmallFloats.E2M1 : SmallFloats.E2M3;
        return Rows.entry(shape, as, () -> {
            MemorySegment data = stored.bytes(weight);
            float[] scales = stored.scales(scale);
            if (global != null) {
                global.apply(scales);
            }
            Rows codes = new SmallFloats(data, bits, table, shape.cols());
            return new Affine(codes, groups, scales, null, Precision.F32, result);
        });
    }

    /** A change of scales in place. */
    interface Rescale {
        void apply(float[] scales);
    }

    /**
     * The groups that scales put a weight's elements in.
     *
     * @throws org.menura.format.FormatException if the scales do not fit the weight
     */
    static Groups groups(Stored stored, String weight, Shape shape, String scale, long height, long width) {
        Groups groups = shape.elements() == 0 || stored.shape(scale).elements() == 0
                ? null
                : Groups.grid(shape, stored.shape(scale), height, width);
        if (groups == null) {
            throw stored.wrong(
                    "%s has shape %s, which is no grid of scales over the %s of %s",
                    scale, stored.shape(scale), shape, weight);
        }
        return groups;
    }
}
