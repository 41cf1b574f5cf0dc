package org.menura.x86.kernel;

import java.lang.foreign.MemorySegment;
import org.menura.tensor.dtype.DType;

/** The plain twin of {@link StripProduct}: one sum, group after group. */
final class PlainTiles {
    private float sum;

    private PlainTiles() {}

    /** The product of a row of weights with a row of activations. */
    static float product(DType type, MemorySegment w, PlainRounded x, int row) {
        PlainTiles tiles = new PlainTiles();
        int perBlock = type.blockSize() / 32;
        for (int b = 0; b < x.blocks; b += perBlock) {
            long at = (long) b / perBlock * type.blockBytes();
            tiles.block(type, w.asSlice(at, type.blockBytes()), x, row, b);
        }
        return tiles.sum;
    }

    private void block(DType type, MemorySegment w, PlainRounded x, int row, int block) {
        switch (type) {
            case Q8_0 -> small(PlainTwins.q8(w), PlainTwins.half(w, 0), x, row, block);
            case Q4_0 -> small(PlainTwins.nibbles(w, 8, false, false), PlainTwins.half(w, 0), x, row, block);
            case Q5_0 -> small(PlainTwins.nibbles(w, 16, false, true), PlainTwins.half(w, 0), x, row, block);
            case Q4_1, Q5_1 -> {
                least(PlainTwins.half(w, 2), x, row, block, 0, 32);
                small(PlainTwins.nibbles(w, 0, true, type == DType.Q5_1), PlainTwins.half(w, 0), x, row, block);
            }
            case IQ4_NL -> small(PlainGroups.smallIq4(w), PlainTwins.half(w, 0), x, row, block);
            case MXFP4 -> small(PlainGroups.mxfp4(w), PlainGroups.mxfp4Scale(w), x, row, block);
            case NVFP4 -> {
                for (int g = 0; g < 4; g++) {
                    float a = PlainGroups.nvfp4Scale(w, g);
                    products(PlainGroups.nvfp4(w), 16 * g, a, x, row, block + g / 2, g % 2 * 16, 16);
                }
            }
            case Q1_0, Q2_0 -> {
                for (int j = 0; j < type.blockSize() / 32; j++) {
                    small(PlainGroups.levels(type, w, j), PlainGroups.scale(type, w), x, row, block + j);
                }
            }
            default -> groups((PlainGroups) PlainTwins.of(type), type != DType.IQ4_XS, w, x, row, block);
        }
    }

    private void small(int[] q, float a, PlainRounded x, int row, int block) {
        products(q, 0, a, x, row, block, 0, 32);
    }

    private void groups(PlainGroups format, boolean least, MemorySegment w, PlainRounded x, int row, int block) {
        format.read(w);
        int size = 256 / format.groups();
        for (int g = 0; g < format.groups(); g++) {
            int inBlock = block + g * size / 32;
            if (least) {
                least(-format.b[g], x, row, inBlock, g * size % 32, size);
            }
            products(format.q, g * size, format.a[g], x, row, inBlock, g * size % 32, size);
        }
    }

    private void least(float b, PlainRounded x, int row, int block, int from, int count) {
        sum = Math.fma(b, x.scale(row, block) * x.sum(row, block, from, count), sum);
    }

    private void products(int[] q, int at, float a, PlainRounded x, int row, int block, int from, int count) {
        int dot = 0;
        for (int i = 0; i < count; i++) {
            dot += q[at + i] * x.value(row, block, from + i);
        }
        sum = Math.fma(dot, a * x.scale(row, block), sum);
    }
}
