package org.menura.tensor.dtype;

import java.lang.foreign.MemorySegment;
import org.menura.tensor.annotation.Extension;

/** A codec of one {@link DType}: decodes its elements to floats and encodes them, whole blocks at a time. */
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

    /** Returns whether {@link #encode} is supported. */
    default boolean canEncode() {
        return true;
    }
}
