package org.menura.tensor.dtype;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A quantised type: copies a few blocks at a time into an array, where the subclass works on them. */
abstract class BlockCodec implements Codec {
    /** Bytes copied at a time: many blocks, yet little beside the first-level cache. */
    private static final int CHUNK_BYTES = 8192;

    private final DType dtype;

    BlockCodec(DType dtype) {
        this.dtype = dtype;
    }

    /** Decodes {@code blocks} blocks from the start of {@code src}. */
    abstract void decodeBlocks(byte[] src, int blocks, float[] dst, int dstOffset);

    /** Encodes one block of finite floats from {@code from} on into the bytes from {@code at} on. */
    void encodeBlock(float[] src, int from, byte[] dst, int at) {
        throw new IllegalArgumentException(dtype + " can only be read; choose a type that can be written");
    }

    @Override
    public boolean canEncode() {
        return false;
    }

    @Override
    public final void decode(MemorySegment src, long byteOffset, float[] dst, int dstOffset, int count) {
        int size = dtype.blockBytes();
        int blocks = blocks(count);
        int chunk = Math.min(blocks, CHUNK_BYTES / size);
        byte[] bytes = new byte[chunk * size];
        for (int done = 0; done < blocks; done += chunk) {
            int n = Math.min(chunk, blocks - done);
            MemorySegment.copy(src, ValueLayout.JAVA_BYTE, byteOffset + (long) done * size, bytes, 0, n * size);
            decodeBlocks(bytes, n, dst, dstOffset + done * dtype.blockSize());
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException also if an element is not finite, or too large for the scale of its block
     */
    @Override
    public final void encode(float[] src, int srcOffset, int count, MemorySegment dst, long byteOffset) {
        int size = dtype.blockBytes();
        int blocks = blocks(count);
        byte[] bytes = new byte[size];
        for (int i = 0; i < count; i++) {
            if (!Float.isFinite(src[srcOffset + i])) {
                throw new IllegalArgumentException(
                        "element %d is %s, which %s cannot hold".formatted(i, src[srcOffset + i], dtype));
            }
        }
        for (int block = 0; block < blocks; block++) {
            encodeBlock(src, srcOffset + block * dtype.blockSize(), bytes, 0);
            MemorySegment.copy(bytes, 0, dst, ValueLayout.JAVA_BYTE, byteOffset + (long) block * size, size);
        }
    }

    private int blocks(int count) {
        if (count % dtype.blockSize() != 0) {
            throw new IllegalArgumentException(
                    "%d elements do not fill whole blocks of %d for %s".formatted(count, dtype.blockSize(), dtype));
        }
        return count / dtype.blockSize();
    }
}
