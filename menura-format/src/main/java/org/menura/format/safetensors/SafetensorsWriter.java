package org.menura.format.safetensors;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.menura.format.OutputFile;
import org.menura.format.TensorEntry;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

/**
 * A writer of safetensors files as the format's library writes them: tensors ordered by type, widest first, then by
 * name, behind a header that is padded to a multiple of eight bytes.
 */
public final class SafetensorsWriter {
    /** Metadata that transformers asks for. */
    public static final Map<String, String> PYTORCH = Map.of("format", "pt");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CHUNK = 1 << 20;
    private static final int ALIGNMENT = 8;

    private SafetensorsWriter() {}

    /**
     * Writes tensors one after the other, each made when its turn comes; {@code file} appears when it is complete.
     *
     * @param metadata strings for the header, such as {@link #PYTORCH}
     * @throws IllegalArgumentException if a tensor has a type that the format doesn't know
     * @throws IOException if the file can't be written
     */
    public static void write(Path file, Map<String, TensorEntry> tensors, Map<String, String> metadata)
            throws IOException {
        List<Map.Entry<String, TensorEntry>> sorted = sorted(tensors);
        byte[] header = header(sorted, metadata);
        OutputFile.write(file, channel -> {
            ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            OutputFile.writeFully(channel, length.putLong(header.length).flip());
            OutputFile.writeFully(channel, ByteBuffer.wrap(header));
            ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
            for (Map.Entry<String, TensorEntry> e : sorted) {
                Tensor tensor = e.getValue().tensor().get();
                if (tensor.onHeap()) {
                    writeFloats(channel, tensor, chunk);
                } else {
                    writeSegment(channel, tensor);
                }
            }
        });
    }

    private static List<Map.Entry<String, TensorEntry>> sorted(Map<String, TensorEntry> tensors) {
        tensors.forEach((name, t) -> {
            if (!SafetensorsTypes.ORDER.contains(t.dtype())) {
                throw new IllegalArgumentException(
                        "safetensors has no type %s, which tensor %s has".formatted(t.dtype(), name));
            }
        });
        Comparator<Map.Entry<String, TensorEntry>> byType = Comparator.comparingInt(
                e -> SafetensorsTypes.ORDER.indexOf(e.getValue().dtype()));
        return tensors.entrySet().stream()
                .sorted(byType.thenComparing(Map.Entry.comparingByKey()))
                .toList();
    }

    private static byte[] header(List<Map.Entry<String, TensorEntry>> tensors, Map<String, String> metadata)
            throws IOException {
        ObjectNode header = JsonNodeFactory.instance.objectNode();
        if (!metadata.isEmpty()) {
            ObjectNode strings = header.putObject("__metadata__");
            metadata.forEach(strings::put);
        }
        long offset = 0;
        for (Map.Entry<String, TensorEntry> e : tensors) {
            DType dtype = e.getValue().dtype();
            ObjectNode entry = header.putObject(e.getKey()).put("dtype", dtype.name());
            ArrayNode shape = entry.putArray("shape");
            Arrays.stream(e.getValue().shape().toArray()).forEach(shape::add);
            long end = offset + dtype.bytes(e.getValue().shape().elements());
            entry.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] json = JSON.writeValueAsBytes(header);
        byte[] padded = Arrays.copyOf(json, (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return padded;
    }

    private static void writeFloats(WritableByteChannel channel, Tensor tensor, ByteBuffer chunk) throws IOException {
        int at = tensor.offset();
        int end = Math.toIntExact(at + tensor.elements());
        while (at < end) {
            int count = Math.min(end - at, CHUNK / Float.BYTES);
            chunk.clear().asFloatBuffer().put(tensor.floats(), at, count);
            OutputFile.writeFully(channel, chunk.limit(count * Float.BYTES));
            at += count;
        }
    }

    private static void writeSegment(WritableByteChannel channel, Tensor tensor) throws IOException {
        long size = tensor.segment().byteSize();
        for (long at = 0; at < size; at += CHUNK) {
            OutputFile.writeFully(
                    channel,
                    tensor.segment().asSlice(at, Math.min(CHUNK, size - at)).asByteBuffer());
        }
    }
}
