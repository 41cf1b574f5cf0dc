package org.menura.format.onnx;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.LongConsumer;
import org.menura.format.protobuf.ProtoReader;
import org.menura.tensor.dtype.DType;

/** Elements as packed varints; narrow floats are given by their bits. */
final class PackedElements {
    private PackedElements() {}

    static long count(MemorySegment packed) {
        long count = 0;
        for (long i = 0; i < packed.byteSize(); i++) {
            // Only a varint's last byte has no high bit.
            count += packed.get(ValueLayout.JAVA_BYTE, i) >= 0 ? 1 : 0;
        }
        return count;
    }

    /** The elements in the layout of a type. */
    static MemorySegment decode(MemorySegment packed, long count, DType dtype, String source) {
        int width = dtype.blockBytes();
        byte[] bytes = new byte[Math.toIntExact(count * width)];
        new ProtoReader(packed, source).packedInt64s(new LongConsumer() {
            private int at;

            @Override
            public void accept(long value) {
                for (int b = 0; b < width; b++) {
                    bytes[at++] = (byte) (value >>> (Byte.SIZE * b));
                }
            }
        });
        return MemorySegment.ofArray(bytes);
    }
}
