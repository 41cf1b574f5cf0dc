package org.menura.tensor.dtype;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The query weights in {@code testdata/gguf}, as llama.cpp quantised them and as gguf-py decodes them. */
final class GgufSamples {
    static final int ELEMENTS = 256 * 256;
    private static final String TENSOR = "blk.0.attn_q.weight";
    private static final int STRING = 8;
    private static final int ARRAY = 9;

    private GgufSamples() {}

    /** The stored bytes of the tensor in {@code NAME.gguf}. */
    static MemorySegment stored(String name, DType dtype) {
        ByteBuffer file = ByteBuffer.wrap(read(name + ".gguf")).order(ByteOrder.LITTLE_ENDIAN);
        file.position(8);
        int tensors = (int) file.getLong();
        int entries = (int) file.getLong();
        int alignment = 32;
        for (int i = 0; i < entries; i++) {
            string(file);
            skipValue(file, file.getInt());
        }
        long offset = -1;
        for (int i = 0; i < tensors; i++) {
            String tensor = string(file);
            file.position(file.position() + 4 + 8 * file.getInt(file.position()) + 4);
            long at = file.getLong();
            if (tensor.equals(TENSOR)) {
                offset = at;
            }
        }
        int data = (file.position() + alignment - 1) / alignment * alignment;
        byte[] bytes = new byte[(int) dtype.bytes(ELEMENTS)];
        file.get(data + (int) offset, bytes);
        return MemorySegment.ofArray(bytes);
    }

    /** The decoded tensor, from {@code NAME.safetensors}, which holds nothing else. */
    static float[] expected(String name) {
        byte[] file = read(name + ".safetensors");
        float[] values = new float[ELEMENTS];
        ByteBuffer.wrap(file, file.length - 4 * ELEMENTS, 4 * ELEMENTS)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }

    private static void skipValue(ByteBuffer file, int type) {
        switch (type) {
            case STRING -> string(file);
            case ARRAY -> {
                int elementType = file.getInt();
                long count = file.getLong();
                for (long i = 0; i < count; i++) {
                    skipValue(file, elementType);
                }
            }
            default ->
                file.position(file.position()
                        + Arrays.asList(1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8).get(type));
        }
    }

    private static String string(ByteBuffer file) {
        byte[] bytes = new byte[(int) file.getLong()];
        file.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] read(String name) {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("testdata/gguf"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("no testdata/gguf above the working directory");
            }
        }
        try {
            return Files.readAllBytes(folder.resolve("testdata/gguf").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
