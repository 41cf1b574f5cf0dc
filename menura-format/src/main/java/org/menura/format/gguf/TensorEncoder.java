package org.menura.format.gguf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.stream.IntStream;
import org.menura.format.FormatException;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.Codecs;
import org.menura.tensor.dtype.DType;

/** Turns a tensor's elements into another type, a batch at a time, on all processors. */
final class TensorEncoder {
    /** Elements that one thread encodes at a time: whole blocks of every type. */
    private static final int CHUNK = 1 << 14;

    private static final int CHUNKS = 1 << 8;

    /** Takes encoded bytes in their order. */
    @FunctionalInterface
    interface Sink {
        void write(MemorySegment bytes) throws IOException;
    }

    private TensorEncoder() {}

    /**
     * Hands the bytes of {@code tensor} in the type {@code to} over, those that it has where that is its type.
     *
     * @throws FormatException if an element can't be encoded
     */
    static void encode(String name, Tensor tensor, DType to, Sink sink) throws IOException {
        if (!tensor.onHeap() && tensor.dtype() == to) {
            sink.write(tensor.segment());
            return;
        }
        long elements = tensor.elements();
        int batch = (int) Math.min(elements, (long) CHUNK * CHUNKS);
        MemorySegment encoded = MemorySegment.ofArray(new byte[Math.toIntExact(to.bytes(batch))]);
        for (long at = 0; at < elements; at += batch) {
            long from = at;
            int count = (int) Math.min(batch, elements - at);
            try {
                IntStream.range(0, Math.ceilDiv(count, CHUNK)).parallel().forEach(i -> {
                    int start = i * CHUNK;
                    float[] values = decoded(tensor, from + start, Math.min(CHUNK, count - start));
                    Codecs.of(to).encode(values, 0, values.length, encoded, to.bytes(start));
                });
            } catch (IllegalArgumentException e) {
                throw new FormatException(
                        "tensor %s can't be written as %s: %s".formatted(name, to, e.getMessage()), e);
            }
            sink.write(encoded.asSlice(0, to.bytes(count)));
        }
    }

    private static float[] decoded(Tensor tensor, long from, int count) {
        float[] values = new float[count];
        if (tensor.onHeap()) {
            System.arraycopy(tensor.floats(), tensor.offset() + Math.toIntExact(from), values, 0, count);
        } else {
            Codecs.of(tensor.dtype()).decode(tensor.segment(), tensor.dtype().bytes(from), values, 0, count);
        }
        return values;
    }
}
