package org.menura.tensor.dtype;

import java.lang.foreign.MemorySegment;
import org.menura.tensor.annotation.Extension;

/** Turns the elements of one {@link DType} into floats and back, whole blocks at a time. */
@Extension
public interface Codec {
    /**
     * Decodes {@code count} elements that start at byte {@code byteOffset} of {@code src} into {@code dst} from
     * {@code dstOffset} on. {@code count} is a multiple of the block size.
     */
    void decode(MemorySegment src, long byteOffset, float[] dst, int dstOffset, int count);

    /**
     * Encodes {@code count} floats, a multiple of the block size, rounding to nearest.
     *
     * @throws IllegalArgumentException if the type can only be read
     */
    void encode(float[] src, int srcOffset, int count, MemorySegment dst, long byteOffset);

    /** Whether {@link #encode} works. */
    default boolean canEncode() {
        return true;
    }
}
