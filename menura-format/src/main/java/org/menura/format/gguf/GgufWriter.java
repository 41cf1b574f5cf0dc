package org.menura.format.gguf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.format.OutputFile;
import org.menura.format.TensorEntry;

/** A writer of GGUF files of version 3. */
public final class GgufWriter {
    private static final int VERSION = 3;
    /** Longest name that ggml reads, without the zero behind it. */
    private static final int MAX_NAME = 63;

    private static final int MAX_RANK = 4;
    private static final int CHUNK = 1 << 20;

    private final WritableByteChannel channel;
    private final long alignment;

    /** A listener to the progress of writing. */
    @FunctionalInterface
    public interface Progress {
        /** A listener that ignores all reports. */
        Progress NONE = (_, _, _, _) -> {};

        /** Reports that tensor {@code name} is written as {@code tensor} says, number {@code done} of {@code total}. */
        void report(String name, TensorEntry tensor, int done, int total);
    }

    private GgufWriter(WritableByteChannel channel, long alignment) {
        this.channel = channel;
        this.alignment = alignment;
    }

    /**
     * Writes metadata, then tensors one after the other, each made when its turn comes and encoded to the type of its
     * entry; {@code file} appears when it is complete. Data is aligned as {@code general.alignment} says, else to 32
     * bytes.
     *
     * @param metadata {@link GgufValue}s, or plain values: whole numbers become UINT32, or INT32 or INT64 where that
     *     can't hold them; numbers with a fraction FLOAT32; {@code int[]} and {@code long[]} arrays of INT32 or INT64;
     *     {@code byte[]} of UINT8; {@code float[]} and {@code double[]} of FLOAT32
     * @throws IllegalArgumentException if the format can't hold a value or a tensor
     * @throws org.menura.format.FormatException if a tensor's elements can't be encoded
     * @throws IOException if the file can't be written; then {@code file} is as before
     */
    public static void write(
            Path file, Map<String, ?> metadata, SequencedMap<String, TensorEntry> tensors, Progress progress)
            throws IOException {
        long alignment = alignment(metadata.get(GgufFile.ALIGNMENT_KEY));
        byte[] header = header(metadata, tensors, alignment);
        OutputFile.write(file, channel -> {
            GgufWriter out = new GgufWriter(channel, alignment);
            out.write(MemorySegment.ofArray(header));
            out.pad(header.length);
            int done = 0;
            for (Map.Entry<String, TensorEntry> e : tensors.entrySet()) {
                TensorEntry entry = e.getValue();
                TensorEncoder.encode(e.getKey(), entry.tensor().get(), entry.dtype(), out::write);
                out.pad(entry.dtype().bytes(entry.shape().elements()));
                progress.report(e.getKey(), entry, ++done, tensors.size());
            }
        });
    }

    private static long alignment(@Nullable Object value) {
        if (value == null) {
            return GgufFile.DEFAULT_ALIGNMENT;
        }
        Object plain = GgufValue.of(GgufFile.ALIGNMENT_KEY, value).value();
        if (!(plain instanceof Long a) || !GgufFile.isAlignment(a)) {
            throw new IllegalArgumentException(GgufFile.ALIGNMENT_KEY + " must be a power of two up to 2^20");
        }
        return a;
    }

    private static byte[] header(Map<String, ?> metadata, SequencedMap<String, TensorEntry> tensors, long alignment) {
        GgufEncoder out = new GgufEncoder();
        out.int32(GgufFile.MAGIC);
        out.int32(VERSION);
        out.int64(tensors.size());
        out.int64(metadata.size());
        metadata.forEach((key, value) -> {
            out.string(key);
            out.value(GgufValue.of(key, value));
        });
        long offset = 0;
        for (Map.Entry<String, TensorEntry> e : tensors.entrySet()) {
            TensorEntry t = e.getValue();
            out.string(e.getKey());
            int rank = t.shape().rank();
            out.int32(rank);
            for (int i = rank - 1; i >= 0; i--) {
                out.int64(t.shape().size(i));
            }
            out.int32(typeNumber(e.getKey(), t));
            out.int64(offset);
            offset = aligned(offset + t.dtype().bytes(t.shape().elements()), alignment);
        }
        return out.bytes();
    }

    private static int typeNumber(String name, TensorEntry t) {
        Integer type = GgufTypeIds.number(t.dtype());
        if (type == null) {
            throw new IllegalArgumentException("GGUF has no type %s, which tensor %s has".formatted(t.dtype(), name));
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME || t.shape().rank() > MAX_RANK) {
            throw new IllegalArgumentException(
                    "GGUF holds tensors of up to %d bytes of name and %d dimensions, not %s %s"
                            .formatted(MAX_NAME, MAX_RANK, name, t.shape()));
        }
        if (t.shape().cols() % t.dtype().blockSize() != 0) {
            throw new IllegalArgumentException("rows of tensor %s %s do not fill whole blocks of %d, which %s has"
                    .formatted(name, t.shape(), t.dtype().blockSize(), t.dtype()));
        }
        return type;
    }

    private void write(MemorySegment bytes) throws IOException {
        for (long at = 0; at < bytes.byteSize(); at += CHUNK) {
            ByteBuffer part =
                    bytes.asSlice(at, Math.min(CHUNK, bytes.byteSize() - at)).asByteBuffer();
            OutputFile.writeFully(channel, part);
        }
    }

    private void pad(long size) throws IOException {
        write(MemorySegment.ofArray(new byte[(int) (aligned(size, alignment) - size)]));
    }

    private static long aligned(long size, long alignment) {
        return Math.addExact(size, alignment - 1) / alignment * alignment;
    }
}
