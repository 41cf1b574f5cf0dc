package org.menura.format.tokenizer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The files of {@code testdata/tokenizers}, and the metadata of its GGUF files, read independently of the product. */
final class TestData {
    private final ByteBuffer in;

    private TestData(ByteBuffer in) {
        this.in = in;
    }

    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("testdata"))) {
            folder = folder.getParent();
        }
        return folder.resolve("testdata");
    }

    static Path tokenizer(String name) {
        return root().resolve("tokenizers").resolve(name);
    }

    static List<Path> tokenizers() throws IOException {
        try (Stream<Path> files = Files.list(root().resolve("tokenizers"))) {
            return files.filter(file -> file.getFileName().toString().matches(".*\\.(gguf|model|txt)"))
                    .sorted()
                    .toList();
        }
    }

    static Tokenizer load(Path file) throws IOException {
        return file.toString().endsWith(".gguf") ? Tokenizers.fromGguf(metadata(file)) : Tokenizers.fromFile(file);
    }

    static List<String> texts() {
        return TokenizerCases.texts(tokenizer("ggml-vocab-gpt-2.gguf.inp"));
    }

    static Map<String, Object> metadata(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(16);
        TestData reader = new TestData(bytes);
        Map<String, Object> metadata = new LinkedHashMap<>();
        for (long count = bytes.getLong(); count > 0; count--) {
            metadata.put(reader.text(), reader.value(bytes.getInt()));
        }
        return metadata;
    }

    private String text() {
        byte[] bytes = new byte[Math.toIntExact(in.getLong())];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private Object value(int type) {
        return switch (type) {
            case 0 -> (long) (in.get() & 0xFF);
            case 1 -> (long) in.get();
            case 4 -> Integer.toUnsignedLong(in.getInt());
            case 5 -> (long) in.getInt();
            case 6 -> (double) in.getFloat();
            case 7 -> in.get() != 0;
            case 8 -> text();
            case 9 -> array(in.getInt(), Math.toIntExact(in.getLong()));
            case 10, 11 -> in.getLong();
            default -> throw new IllegalArgumentException("type " + type);
        };
    }

    private Object array(int type, int size) {
        switch (type) {
            case 8 -> {
                String[] values = new String[size];
                for (int i = 0; i < size; i++) {
                    values[i] = text();
                }
                return values;
            }
            case 6 -> {
                double[] values = new double[size];
                for (int i = 0; i < size; i++) {
                    values[i] = in.getFloat();
                }
                return values;
            }
            default -> {
                long[] values = new long[size];
                for (int i = 0; i < size; i++) {
                    values[i] = (Long) value(type);
                }
                return values;
            }
        }
    }
}
