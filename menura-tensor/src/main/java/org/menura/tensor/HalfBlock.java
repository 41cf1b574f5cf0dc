package org.menura.tensor;

import java.lang.foreign.MemorySegment;

/** {@link KvBlock} in half precision. */
final class HalfBlock extends KvBlock {
    private final short[][] keys;
    private final short[][] values;

    HalfBlock(int heads, int keyDim, int valueDim) {
        this(new short[heads][keyDim * SIZE], new short[heads][valueDim * SIZE], keyDim, valueDim);
    }

    private HalfBlock(short[][] keys, short[][] values, int keyDim, int valueDim) {
        super(keyDim, valueDim);
        this.keys = keys;
        this.values = values;
    }

    @Override
    void put(int head, int slot, float[] key, int k0, float[] value, int v0) {
        for (int d = 0; d < keyDim; d++) {
            keys[head][d * SIZE + slot] = Float.floatToFloat16(key[k0 + d]);
        }
        for (int d = 0; d < valueDim; d++) {
            values[head][valueAt(slot, d)] = Float.floatToFloat16(value[v0 + d]);
        }
    }

    @Override
    void keys(int head, float[] to) {
        widen(keys[head], 0, to, 0, keys[head].length);
    }

    @Override
    void values(int head, int count, float[] to) {
        eachRange(count, (from, at, n) -> widen(values[head], from, to, at, n));
    }

    /** The compiler vectorises this. */
    private static void widen(short[] from, int f0, float[] to, int t0, int n) {
        for (int i = 0; i < n; i++) {
            to[t0 + i] = Float.float16ToFloat(from[f0 + i]);
        }
    }

    @Override
    KvCache.Stored stored(int head) {
        return new KvCache.Stored(MemorySegment.ofArray(keys[head]), MemorySegment.NULL, MemorySegment.ofArray(values[head]), MemorySegment.NULL);
    }

    @Override
    KvBlock copy() {
        short[][] k = keys.clone();
        short[][] v = values.clone();
        for (int h = 0; h < k.length; h++) {
            k[h] = k[h].clone();
            v[h] = v[h].clone();
        }
        return new HalfBlock(k, v, keyDim, valueDim);
    }
}
