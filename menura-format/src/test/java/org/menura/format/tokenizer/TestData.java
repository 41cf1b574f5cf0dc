package org.menura.format.tokenizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.menura.format.Testdata;
import org.menura.format.gguf.GgufFile;

/** The files of {@code testdata/tokenizers}. */
final class TestData {
    private TestData() {}

    static Path root() {
        return Testdata.path("");
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

    static List<String> texts() {
        return TokenizerCases.texts(tokenizer("ggml-vocab-gpt-2.gguf.inp"));
    }

    static Map<String, Object> metadata(Path file) {
        return GgufFile.open(file).metadata();
    }
}
