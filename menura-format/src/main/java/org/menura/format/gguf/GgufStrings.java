package org.menura.format.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.RandomAccess;

/**
 * An array of texts in a file's metadata, left where it lies: a text is decoded each time it is asked for. Vocabularies
 * hold hundreds of thousands, of which a command mostly needs a few.
 */
public final class GgufStrings extends AbstractList<String> implements RandomAccess {
    private final MemorySegment region;
    private final int[] starts;

    /**
     * Makes a view.
     *
     * @param region the array's elements: each the length of its UTF-8 in eight bytes, then the UTF-8
     * @param starts where each text begins in the region, then the end of the region and a length's eight bytes
     */
    GgufStrings(MemorySegment region, int[] starts) {
        this.region = region;
        this.starts = starts;
    }

    @Override
    public int size() {
        return starts.length - 1;
    }

    @Override
    public String get(int index) {
        int start = start(index);
        byte[] utf8 = region.asSlice(start, end(index) - start).toArray(ValueLayout.JAVA_BYTE);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** Copies all bytes of the array: the texts, and between them their lengths. */
    public byte[] bytes() {
        return region.toArray(ValueLayout.JAVA_BYTE);
    }

    /** Returns where a text begins in {@link #bytes}. */
    public int start(int index) {
        return starts[index];
    }

    /** Returns where a text ends in {@link #bytes}. */
    public int end(int index) {
        return starts[index + 1] - Long.BYTES;
    }
}
