package org.menura.tensor;

import java.lang.foreign.MemorySegment;

/**
 * {@link KvBlock} in 8 bits with a scale per 32 elements, rounded as GGUF's Q8_0 is. The last group of a head may be
 * smaller. Scales are kept as floats, of half precision all the same: what was read is then written back unchanged.
 */
final class ByteBlock extends KvBlock {
    private static final int GROUP = 32;

    private final byte[][] keys;
    private final float[][] keyScales; // [groups, SIZE]
    private final byte[][] values;
    private final float[][] valueScales; // [SIZE, groups]

    ByteBlock(int heads, int keyDim, int valueDim) {
        super(keyDim, valueDim);
        this.keys = new byte[heads][keyDim * SIZE];
        this.keyScales = new float[heads][Math.ceilDiv(keyDim, GROUP) * SIZE];
        this.values = new byte[heads][valueDim * SIZE];
        this.valueScales = new float[heads][Math.ceilDiv(valueDim, GROUP) * SIZE];
    }

    @Override
    void put(int head, int slot, float[] key, int k0, float[] value, int v0) {
        for (int d = 0; d < keyDim; d += GROUP) {
            int n = Math.min(GROUP, keyDim - d);
            float scale = scale(key, k0 + d, n);
            keyScales[head][d / GROUP * SIZE + slot] = rounded(scale);
            for (int i = d; i < d + n; i++) {
                keys[head][i * SIZE + slot] = quant(key[k0 + i], scale);
            }
        }
        for (int d = 0; d < valueDim; d += GROUP) {
            int n = Math.min(GROUP, valueDim - d);
            float scale = scale(value, v0 + d, n);
            valueScales[head][slot * groups() + d / GROUP] = rounded(scale);
            for (int i = d; i < d + n; i++) {
                values[head][valueAt(slot, i)] = quant(value[v0 + i], scale);
            }
        }
    }

    private int groups() {
        return Math.ceilDiv(valueDim, GROUP);
    }

    private static float scale(float[] x, int from, int n) {
        float most = 0;
        for (int i = from; i < from + n; i++) {
            most = Math.max(most, Math.abs(x[i]));
        }
        return most / Byte.MAX_VALUE;
    }

    private static float rounded(float scale) {
        return Float.float16ToFloat(Float.floatToFloat16(scale));
    }

    private static byte quant(float x, float scale) {
        return scale == 0 ? 0 : (byte) Math.round(x / scale);
    }

    @Override
    void keys(int head, float[] to) {
        for (int d = 0; d < keyDim; d++) {
            dequantize(keys[head], keyScales[head], d, to);
        }
    }

    private static void dequantize(byte[] from, float[] scales, int d, float[] to) {
        int at = d * SIZE;
        int scalesAt = d / GROUP * SIZE;
        for (int i = 0; i < SIZE; i++) {
            to[at + i] = from[at + i] * scales[scalesAt + i];
        }
    }

    @Override
    void values(int head, int count, float[] to) {
        float[] scales = valueScales[head];
        for (int plane = 0; plane < valueDim; plane += SIZE) {
            int width = planeWidth(plane);
            for (int slot = 0; slot < count; slot++) {
                for (int i = 0; i < width; i++) {
                    to[(plane + slot) * SIZE + i] = values[head][plane * SIZE + slot * width + i]
                            * scales[slot * groups() + (plane + i) / GROUP];
                }
            }
        }
    }

    @Override
    KvCache.Stored stored(int head) {
        return new KvCache.Stored(
                MemorySegment.ofArray(keys[head]), MemorySegment.ofArray(keyScales[head]), MemorySegment.ofArray(values[head]), MemorySegment.ofArray(valueScales[head]));
    }

    @Override
    KvBlock copy() {
        ByteBlock b = new ByteBlock(keys.length, keyDim, valueDim);
        for (int h = 0; h < keys.length; h++) {
            System.arraycopy(keys[h], 0, b.keys[h], 0, keys[h].length);
            System.arraycopy(keyScales[h], 0, b.keyScales[h], 0, keyScales[h].length);
            System.arraycopy(values[h], 0, b.values[h], 0, values[h].length);
            System.arraycopy(valueScales[h], 0, b.valueScales[h], 0, valueScales[h].length);
        }
        return b;
    }
}
