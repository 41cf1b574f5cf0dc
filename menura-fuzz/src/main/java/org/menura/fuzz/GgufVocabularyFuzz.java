package org.menura.fuzz;

import java.util.Map;
import org.menura.format.FormatException;
import org.menura.format.gguf.GgufFile;
import org.menura.format.tokenizer.Tokenizers;

/** The vocabulary in the metadata of a GGUF file. */
public final class GgufVocabularyFuzz {
    private GgufVocabularyFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        FuzzInputs.asFile(input, bytes -> {
            try {
                Map<String, Object> metadata = GgufFile.of(bytes, "input").metadata();
                TokenizerChecks.check(Tokenizers.fromGguf(metadata));
            } catch (FormatException expected) {
                FuzzInputs.check(expected);
            }
        });
    }
}
