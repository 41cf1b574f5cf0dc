package org.menura.format.hf.quant;

import org.jspecify.annotations.Nullable;
import org.menura.format.TensorEntry;
import org.menura.format.hf.quant.PackedIntegers.Layout;
import org.menura.tensor.Shape;
import org.menura.tensor.dtype.DType;

/**
 * Integers of compressed-tensors' {@code pack-quantized}: packed along a row in words of 32 bits, shifted to be
 * positive.
 * In version 0.12 no integer lay in two words yet; the width of the packed tensor tells.
 *
 * @param module name of the layer
 * @param bits of an integer
 * @param groupSize columns of a group, or 0
 */
record PackedGroups(String module, int bits, long groupSize) {
    private static final int WIDEST = 8;

    /**
     * The decoded weight.
     *
     * @throws org.menura.format.FormatException if the layer's tensors do not fit together
     */
    TensorEntry entry(Stored stored, DType as) {
        String packed = module + ".weight_packed";
        String scale = module + ".weight_scale";
        if (bits < 1 || bits > WIDEST) {
            throw stored.wrong("%s can't hold integers of %d bits; 1 to 8 are supported", packed, bits);
        }
        stored.matrix(packed, DType.I32);
        Shape shape = shape(stored, packed);
        boolean dense =
                stored.shape(packed).size(1) == PackedIntegers.words(shape.size(1), DType.I32, bits, Layout.STREAM);
        Layout layout = dense ? Layout.STREAM : Layout.WORDS;
        stored.expect(packed, shape.size(0), PackedIntegers.words(shape.size(1), DType.I32, bits, layout));
        String index = module + ".weight_g_idx";
        Groups groups = Scaled.groups(stored, packed, shape, scale, 1, groupSize);
        if (stored.has(index)) {
            stored.expect(index, shape.size(1));
        }
        checkZeros(stored, module + ".weight_zero_point", scale, shape, layout);
        return Rows.entry(shape, as, () -> rows(stored, shape, groups, layout));
    }

    private Shape shape(Stored stored, String packed) {
        String name = module + ".weight_shape";
        stored.require(name, module);
        if (stored.dtype(name).isFloat() || stored.shape(name).elements() != 2) {
            throw stored.wrong("%s is %s of shape %s, not two sizes", name, stored.dtype(name), stored.shape(name));
        }
        long[] sizes = stored.tensor(name).toLongs();
        if (sizes[0] <= 0 || sizes[1] <= 0 || sizes[1] > stored.shape(packed).elements() * Integer.SIZE) {
            throw stored.wrong(
                    "%s says %d × %d, which %s of shape %s can't hold",
                    name, sizes[0], sizes[1], packed, stored.shape(packed));
        }
        return Shape.of(sizes);
    }

    /** Zero points are packed down a column, or stored as they are: by old versions, and if there is but one. */
    private void checkZeros(Stored stored, String zeros, String scale, Shape shape, Layout layout) {
        if (!stored.has(zeros)) {
            return;
        }
        long columns = stored.shape(scale).rank() == 2 ? stored.shape(scale).size(1) : 1;
        if (stored.dtype(zeros) == DType.I32) {
            stored.expect(zeros, PackedIntegers.words(shape.size(0), DType.I32, bits, layout), columns);
        } else {
            stored.expectAsMany(zeros, scale);
        }
    }

    private Rows rows(Stored stored, Shape shape, Groups groups, Layout layout) {
        int width = shape.cols();
        long words = PackedIntegers.words(width, DType.I32, bits, layout);
        int half = 1 << bits - 1;
        PackedIntegers packed = new PackedIntegers(stored.bytes(module + ".weight_packed"), DType.I32, bits, layout);
        Rows codes = (row, count, out) -> {
            for (int r = 0; r < count; r++) {
                packed.read((row + r) * words, 1, 0, half, out, r * width, width);
            }
        };
        String scale = module + ".weight_scale";
        Precision work = Precision.of(stored.dtype(scale));
        return new Affine(
                codes, reordered(stored, groups), stored.scales(scale), zeros(stored, shape, layout), work, work);
    }

    /** The groups that columns were put in by the order of their activations; -1 for all says their own order. */
    private Groups reordered(Stored stored, Groups groups) {
        String index = module + ".weight_g_idx";
        if (!stored.has(index)) {
            return groups;
        }
        float[] given = stored.values(index);
        boolean unused = true;
        for (float group : given) {
            unused &= group == -1;
        }
        if (unused) {
            return groups;
        }
        int[] columns = new int[given.length];
        for (int c = 0; c < columns.length; c++) {
            columns[c] = (int) given[c];
            if (columns[c] < 0 || columns[c] >= groups.rowStride()) {
                throw stored.wrong("%s gives column %d the group %d of %d", index, c, columns[c], groups.rowStride());
            }
        }
        return new Groups(groups.matrixRows(), groups.gridRows(), groups.blockHeight(), groups.rowStride(), columns);
    }

    private float @Nullable [] zeros(Stored stored, Shape shape, Layout layout) {
        String name = module + ".weight_zero_point";
        if (!stored.has(name)) {
            return null;
        }
        if (stored.dtype(name) != DType.I32) {
            return stored.values(name);
        }
        int rows = shape.dim(0);
        int columns = stored.shape(name).dim(1);
        float[] zeros = new float[Math.multiplyExact(rows, columns)];
        float[] column = new float[rows];
        PackedIntegers packed = new PackedIntegers(stored.bytes(name), DType.I32, bits, layout);
        for (int c = 0; c < columns; c++) {
            packed.read(c, columns, 0, 1 << bits - 1, column, 0, rows);
            for (int r = 0; r < rows; r++) {
                zeros[r * columns + c] = column[r];
            }
        }
        return zeros;
    }
}
