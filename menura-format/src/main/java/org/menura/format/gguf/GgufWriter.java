package org.menura.format.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.format.AtomicFile;
import org.menura.format.TensorEntry;
import org.menura.tensor.Codec;
import org.menura.tensor.DType;
import org.menura.tensor.Tensor;

/** Writes GGUF files of version 3. */
public final class GgufWriter {
    private static final int MAGIC = 0x46554747;
    private static final int VERSION = 3;
    private static final int ALIGNMENT = 32;
    private static final int CHUNK = 1 << 20;

    /** Is told what is done. */
    @FunctionalInterface
    public interface Progress {
        /** No reports. */
        Progress NONE = (_, _, _) -> {};

        /** Tensor {@code name} is written, number {@code done} of {@code total}. */
        void report(String name, int done, int total);
    }

    private GgufWriter() {}

    /**
     * Writes metadata, then tensors one after the other, each made when its turn comes and encoded to the type of its
     * entry; {@code file} appears when it is complete.
     *
     * @param metadata values as {@link GgufFile} returns them, or {@code Integer}, {@code Float}, {@code int[]}, {@code
     *     float[]}; integers and numbers are written with 32 bits where they fit, as llama.cpp's tools expect
     * @throws IllegalArgumentException if a value or a tensor has a type that the format or a codec does not have
     * @throws IOException if the file can't be written
     */
    public static void write(
            Path file, Map<String, Object> metadata, SequencedMap<String, TensorEntry> tensors, Progress progress)
            throws IOException {
        byte[] header = header(metadata, tensors);
        AtomicFile.write(file, channel -> {
            writeFully(channel, ByteBuffer.wrap(header));
            pad(channel, header.length);
            int done = 0;
            for (Map.Entry<String, TensorEntry> e : tensors.entrySet()) {
                TensorEntry entry = e.getValue();
                writeTensor(channel, entry.tensor().get(), entry.dtype());
                pad(channel, entry.dtype().bytes(entry.shape().elements()));
                progress.report(e.getKey(), ++done, tensors.size());
            }
        });
    }

    private static byte[] header(Map<String, Object> metadata, SequencedMap<String, TensorEntry> tensors) {
        GgufEncoder out = new GgufEncoder();
        out.int32(MAGIC);
        out.int32(VERSION);
        out.int64(tensors.size());
        out.int64(metadata.size());
        metadata.forEach((key, value) -> {
            out.string(key);
            out.value(key, value);
        });
        long offset = 0;
        for (Map.Entry<String, TensorEntry> e : tensors.entrySet()) {
            TensorEntry t = e.getValue();
            @Nullable Integer type = GgufTypes.number(t.dtype());
            if (type == null) {
                throw new IllegalArgumentException(
                        "GGUF has no type %s, which tensor %s has".formatted(t.dtype(), e.getKey()));
            }
            out.string(e.getKey());
            int rank = t.shape().rank();
            out.int32(rank);
            for (int i = rank - 1; i >= 0; i--) {
                out.int64(t.shape().size(i));
            }
            out.int32(type);
            out.int64(offset);
            offset += aligned(t.dtype().bytes(t.shape().elements()));
        }
        return out.bytes();
    }

    private static void writeTensor(FileChannel channel, Tensor tensor, DType to) throws IOException {
        if (!tensor.onHeap() && tensor.dtype() == to) {
            writeSegment(channel, tensor.segment());
            return;
        }
        Codec from = Codec.of(tensor.dtype());
        Codec codec = Codec.of(to);
        // Whole rows would do; whole blocks of 256 suit every type.
        int step = 1 << 16;
        float[] values = new float[step];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment encoded = arena.allocate(to.bytes(step));
            for (long at = 0; at < tensor.elements(); at += step) {
                int n = (int) Math.min(step, tensor.elements() - at);
                if (tensor.onHeap()) {
                    System.arraycopy(tensor.floats(), tensor.offset() + (int) at, values, 0, n);
                } else {
                    from.decode(tensor.segment(), tensor.dtype().bytes(at), values, 0, n);
                }
                codec.encode(values, 0, n, encoded, 0);
                writeSegment(channel, encoded.asSlice(0, to.bytes(n)));
            }
        }
    }

    private static void writeSegment(FileChannel channel, MemorySegment segment) throws IOException {
        for (long at = 0; at < segment.byteSize(); at += CHUNK) {
            writeFully(channel, segment.asSlice(at, Math.min(CHUNK, segment.byteSize() - at)).asByteBuffer());
        }
    }

    private static void pad(FileChannel channel, long size) throws IOException {
        writeFully(channel, ByteBuffer.allocate((int) (aligned(size) - size)));
    }

    private static long aligned(long size) {
        return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
