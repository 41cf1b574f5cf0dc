package org.menura.tensor;

import java.lang.foreign.MemorySegment;

/** {@link KvBlock} in single precision. */
final class FloatBlock extends KvBlock {
    private final float[][] keys;
    private final float[][] values;

    FloatBlock(int heads, int keyDim, int valueDim) {
        this(new float[heads][keyDim * SIZE], new float[heads][valueDim * SIZE], keyDim, valueDim);
    }

    private FloatBlock(float[][] keys, float[][] values, int keyDim, int valueDim) {
        super(keyDim, valueDim);
        this.keys = keys;
        this.values = values;
    }

    @Override
    void put(int head, int slot, float[] key, int k0, float[] value, int v0) {
        for (int d = 0; d < keyDim; d++) {
            keys[head][d * SIZE + slot] = key[k0 + d];
        }
        for (int d = 0; d < valueDim; d++) {
            values[head][valueAt(slot, d)] = value[v0 + d];
        }
    }

    @Override
    void keys(int head, float[] to) {
        System.arraycopy(keys[head], 0, to, 0, keys[head].length);
    }

    @Override
    void values(int head, int count, float[] to) {
        eachRange(count, (from, at, n) -> System.arraycopy(values[head], from, to, at, n));
    }

    @Override
    KvCache.Stored stored(int head) {
        return new KvCache.Stored(MemorySegment.ofArray(keys[head]), MemorySegment.NULL, MemorySegment.ofArray(values[head]), MemorySegment.NULL);
    }

    @Override
    KvBlock copy() {
        float[][] k = keys.clone();
        float[][] v = values.clone();
        for (int h = 0; h < k.length; h++) {
            k[h] = k[h].clone();
            v[h] = v[h].clone();
        }
        return new FloatBlock(k, v, keyDim, valueDim);
    }
}
