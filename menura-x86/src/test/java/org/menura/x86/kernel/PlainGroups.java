package org.menura.x86.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.menura.tensor.dtype.Codecs;
import org.menura.tensor.dtype.DType;

/**
 * The plain twins of the formats with blocks of 256 in groups: element i of group g is {@code a[g] q[i] - b[g]}. Quants
 * and a may stand multiplied with and divided by a power of two, their gain.
 */
final class PlainGroups implements PlainTwin {
    private static final int[] IQ4 = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

    private final int groups;
    private final Format format;
    final int[] q = new int[256];
    final float[] a = new float[16];
    final float[] b = new float[16];
    private MemorySegment w = MemorySegment.NULL;

    private PlainGroups(int groups, Format format) {
        this.groups = groups;
        this.format = format;
    }

    private interface Format {
        void read(PlainGroups to);
    }

    static void addTo(Map<DType, PlainTwin> twins) {
        twins.put(DType.Q2_K, new PlainGroups(16, PlainGroups::q2));
        twins.put(DType.Q3_K, new PlainGroups(16, PlainGroups::q3));
        twins.put(DType.Q4_K, new PlainGroups(8, PlainGroups::q4));
        twins.put(DType.Q5_K, new PlainGroups(8, PlainGroups::q5));
        twins.put(DType.Q6_K, new PlainGroups(16, PlainGroups::q6));
        twins.put(DType.IQ4_NL, PlainGroups::smallIq4);
        twins.put(DType.MXFP4, PlainGroups::mxfp4);
        twins.put(DType.NVFP4, PlainGroups::nvfp4);
        twins.put(DType.IQ4_XS, new PlainGroups(8, PlainGroups::iq4));
        twins.put(
                DType.IQ1_S,
                new PlainGroups(8, p -> p.points(DType.IQ1_S, g -> (2 * (p.at(35 + 2 * g) >> 4 & 7) + 1) / 8f)));
        twins.put(DType.IQ1_M, new PlainGroups(16, PlainGroups::iq1m));
        twins.put(
                DType.IQ2_XXS,
                new PlainGroups(8, p -> p.points(DType.IQ2_XXS, g -> p.half(p.at(2 + 8 * g + 7) >> 4) / 4)));
        twins.put(DType.IQ2_XS, new PlainGroups(16, p -> p.points(DType.IQ2_XS, g -> p.half(p.nibble(66, g)) / 4)));
        twins.put(DType.IQ2_S, new PlainGroups(16, p -> p.points(DType.IQ2_S, g -> p.half(p.nibble(74, g)) / 4)));
        twins.put(
                DType.IQ3_XXS,
                new PlainGroups(8, p -> p.points(DType.IQ3_XXS, g -> p.half(p.at(66 + 4 * g + 3) >> 4) / 2)));
        twins.put(DType.IQ3_S, new PlainGroups(8, p -> p.points(DType.IQ3_S, g -> 2 * p.nibble(106, g) + 1)));
        twins.put(DType.TQ1_0, new PlainGroups(8, p -> p.levels(DType.TQ1_0)));
        twins.put(DType.TQ2_0, new PlainGroups(8, p -> p.levels(DType.TQ2_0)));
        for (DType type : new DType[] {DType.Q1_0, DType.Q2_0}) {
            twins.put(type, (w, x, row, block, sums) -> {
                for (int j = 0; j < type.blockSize() / 32; j++) {
                    PlainTwin.addBlock(levels(type, w, j), scale(type, w), x, row, block + j, sums);
                }
            });
        }
    }

    @Override
    public void add(MemorySegment weights, PlainRounded x, int row, int block, Sums sums) {
        read(weights);
        int size = 256 / groups;
        for (int g = 0; g < groups; g++) {
            int inBlock = block + g * size / 32;
            float sum = x.scale(row, inBlock) * x.sum(row, inBlock, g * size % 32, size);
            sums.lanes[g] = Math.fma(-b[g], sum, sums.lanes[g]);
        }
        for (int i = 0; i < 256; i += 4) {
            int inBlock = block + i / 32;
            int dot = 0;
            for (int k = i; k < i + 4; k++) {
                dot += q[k] * x.value(row, inBlock, k % 32);
            }
            sums.add(inBlock, i % 32 / 4, dot, a[i / size] * x.scale(row, inBlock));
        }
    }

    private int at(int i) {
        return w.get(JAVA_BYTE, i) & 0xff;
    }

    /** Number j of some of 6 bits in the 12 bytes that Q4_K and Q5_K have. */
    private int packed(int j, boolean scale) {
        if (j < 4) {
            return at(4 + (scale ? j : j + 4)) & 63;
        }
        int low = scale ? at(8 + j) & 15 : at(8 + j) >> 4;
        return low | at(scale ? j : j + 4) >> 6 << 4;
    }

    private void q4() {
        for (int j = 0; j < 8; j++) {
            int gain = j % 2 == 0 ? 1 : 16;
            a[j] = PlainTwins.half(w, 0) / gain * packed(j, true);
            b[j] = PlainTwins.half(w, 2) * packed(j, false);
            for (int i = 0; i < 32; i++) {
                q[32 * j + i] = gain * (at(16 + j / 2 * 32 + i) >> j % 2 * 4 & 15);
            }
        }
    }

    private void q5() {
        for (int j = 0; j < 8; j++) {
            a[j] = PlainTwins.half(w, 0) * packed(j, true);
            b[j] = PlainTwins.half(w, 2) * packed(j, false);
            for (int i = 0; i < 32; i++) {
                q[32 * j + i] = at(48 + j / 2 * 32 + i) >> j % 2 * 4 & 15 | (at(16 + i) >> j & 1) << 4;
            }
        }
    }

    private void q6() {
        for (int g = 0; g < 16; g++) {
            a[g] = PlainTwins.half(w, 208) * (byte) at(192 + g);
            b[g] = a[g] * 32;
        }
        for (int i = 0; i < 256; i++) {
            int half = i / 128;
            int row = i % 128 / 32;
            int low = at(64 * half + i % 64) >> row / 2 * 4 & 15;
            q[i] = low | (at(128 + 32 * half + i % 32) >> 2 * row & 3) << 4;
        }
    }

    private void q3() {
        for (int g = 0; g < 16; g++) {
            int low = at(96 + g % 8) >> g / 8 * 4 & 15;
            int scale = low | (at(104 + g % 4) >> g / 4 * 2 & 3) << 4;
            a[g] = PlainTwins.half(w, 108) * (scale - 32);
            b[g] = a[g] * 4;
        }
        for (int i = 0; i < 256; i++) {
            int row = i / 32;
            q[i] = at(32 + row / 4 * 32 + i % 32) >> row % 4 * 2 & 3 | (at(i % 32) >> row & 1) << 2;
        }
    }

    private void q2() {
        for (int g = 0; g < 16; g++) {
            a[g] = PlainTwins.half(w, 80) / (1 << g / 2 % 4 * 2) * (at(g) & 15);
            b[g] = PlainTwins.half(w, 82) * (at(g) >> 4);
        }
        for (int i = 0; i < 256; i++) {
            int row = i / 32;
            q[i] = at(16 + row / 4 * 32 + i % 32) & 3 << row % 4 * 2;
        }
    }

    private void iq4() {
        for (int j = 0; j < 8; j++) {
            int high = (at(2) | at(3) << 8) >> 2 * j & 3;
            a[j] = PlainTwins.half(w, 0) * ((at(4 + j / 2) >> j % 2 * 4 & 15 | high << 4) - 32);
            b[j] = 0;
            for (int i = 0; i < 32; i++) {
                q[32 * j + i] = IQ4[at(8 + 16 * j + i % 16) >> i / 16 * 4 & 15];
            }
        }
    }

    private int nibble(int from, int g) {
        return at(from + g / 2) >> g % 2 * 4 & 15;
    }

    private float half(int scale) {
        return scale + 0.5f;
    }

    /** What a codec reads from the block with a scale of 1, divided by each group's share of that: all of it is exact. */
    private void points(DType type, IntToDoubleFunction share) {
        MemorySegment block =
                MemorySegment.ofArray(w.asSlice(0, type.blockBytes()).toArray(JAVA_BYTE));
        block.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, Float.floatToFloat16(1));
        points(type, block, PlainTwins.half(w, 0), share);
    }

    private void points(DType type, MemorySegment block, float d, IntToDoubleFunction share) {
        float[] values = new float[256];
        Codecs.of(type).decode(block, 0, values, 0, 256);
        for (int g = 0; g < groups; g++) {
            a[g] = d * (float) share.applyAsDouble(g);
            b[g] = 0;
        }
        for (int i = 0; i < 256; i++) {
            q[i] = (int) (values[i] / share.applyAsDouble(i * groups / 256));
        }
    }

    /** The scale d lies in pieces. */
    private void iq1m() {
        MemorySegment block = MemorySegment.ofArray(w.asSlice(0, 56).toArray(JAVA_BYTE));
        int one = Float.floatToFloat16(1);
        int bits = 0;
        for (int i = 0; i < 4; i++) {
            bits |= at(49 + 2 * i) >> 4 << 4 * i;
            block.set(JAVA_BYTE, 49L + 2 * i, (byte) (at(49 + 2 * i) & 15 | (one >> 4 * i & 15) << 4));
        }
        float d = Float.float16ToFloat((short) bits);
        points(
                DType.IQ1_M,
                block,
                d,
                g -> (2 * ((at(48 + g / 4 * 2) | at(49 + g / 4 * 2) << 8) >> g % 4 * 3 & 7) + 1) / 8f);
    }

    private void levels(DType type) {
        Arrays.fill(a, scale(type, w));
        Arrays.fill(b, 0);
        for (int j = 0; j < groups; j++) {
            System.arraycopy(levels(type, w, j), 0, q, 32 * j, 32);
        }
    }

    /** What a codec reads from 32 elements of a block of few levels with a scale of 1. */
    static int[] levels(DType type, MemorySegment w, int j) {
        MemorySegment block =
                MemorySegment.ofArray(w.asSlice(0, type.blockBytes()).toArray(JAVA_BYTE));
        block.set(ValueLayout.JAVA_SHORT_UNALIGNED, scaleAt(type), Float.floatToFloat16(1));
        float[] values = new float[type.blockSize()];
        Codecs.of(type).decode(block, 0, values, 0, values.length);
        int[] out = new int[32];
        Arrays.setAll(out, i -> (int) values[32 * j + i]);
        return out;
    }

    static float scale(DType type, MemorySegment w) {
        return PlainTwins.half(w, scaleAt(type));
    }

    private static int scaleAt(DType type) {
        return type.blockSize() == 256 ? type.blockBytes() - 2 : 0;
    }

    private static int code(MemorySegment w, int from, int i) {
        return w.get(JAVA_BYTE, from + i % 16) >> i / 16 * 4 & 15;
    }

    static int[] smallIq4(MemorySegment w) {
        int[] values = new int[32];
        Arrays.setAll(values, i -> IQ4[code(w, 2, i)]);
        return values;
    }

    private static void smallIq4(MemorySegment w, PlainRounded x, int row, int block, Sums sums) {
        PlainTwin.addBlock(smallIq4(w), PlainTwins.half(w, 0), x, row, block, sums);
    }

    static int[] mxfp4(MemorySegment w) {
        int[] doubled = {0, 1, 2, 3, 4, 6, 8, 12};
        int[] values = new int[32];
        Arrays.setAll(values, i -> doubled[code(w, 1, i) & 7] * (code(w, 1, i) < 8 ? 1 : -1));
        return values;
    }

    static float mxfp4Scale(MemorySegment w) {
        int exponent = w.get(JAVA_BYTE, 0) & 0xff;
        return exponent == 255 ? Float.NaN : (float) Math.pow(2, exponent - 128);
    }

    private static void mxfp4(MemorySegment w, PlainRounded x, int row, int block, Sums sums) {
        PlainTwin.addBlock(mxfp4(w), mxfp4Scale(w), x, row, block, sums);
    }

    /** The values of a block of 64, doubled. */
    static int[] nvfp4(MemorySegment w) {
        int[] doubled = {0, 1, 2, 3, 4, 6, 8, 12};
        int[] values = new int[64];
        Arrays.setAll(values, i -> {
            int code = w.get(JAVA_BYTE, 4 + i / 16 * 8 + i % 8) >> i % 16 / 8 * 4 & 15;
            return doubled[code & 7] * (code < 8 ? 1 : -1);
        });
        return values;
    }

    /** Half the scale of 16 elements. */
    static float nvfp4Scale(MemorySegment w, int group) {
        int stored = w.get(JAVA_BYTE, group) & 0xff;
        int exponent = stored >> 3 & 15;
        float size = exponent == 0 ? Math.scalb(stored & 7, -9) : Math.scalb(8 + (stored & 7), exponent - 10);
        return stored == 0x7f ? 0 : size / 2;
    }

    private static void nvfp4(MemorySegment w, PlainRounded x, int row, int block, Sums sums) {
        int[] q = nvfp4(w);
        for (int i = 0; i < q.length; i += 4) {
            int inBlock = block + i / 32;
            int dot = 0;
            for (int k = i; k < i + 4; k++) {
                dot += q[k] * x.value(row, inBlock, k % 32);
            }
            sums.add(inBlock, i % 32 / 4, dot, nvfp4Scale(w, i / 16) * x.scale(row, inBlock));
        }
    }

    /** Reads a block of a format. */
    void read(MemorySegment weights) {
        w = weights;
        format.read(this);
    }

    int groups() {
        return groups;
    }
}
