package org.menura.verify;

import java.nio.file.Path;
import java.util.List;
import org.menura.format.gguf.GgufFile;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.format.tokenizer.TokenizerCases;
import org.menura.format.tokenizer.Tokenizers;

/** A tokenizer file against the ids that {@code .out} gives for the texts in {@code .inp} beside it. */
final class TokenizerCase {
    private TokenizerCase() {}

    static List<Check> run(Path file) {
        Tokenizer tokenizer = String.valueOf(file.getFileName()).endsWith(".gguf")
                ? Tokenizers.fromGguf(GgufFile.open(file).metadata())
                : Tokenizers.fromFile(file);
        return TokenizerCases.verify(tokenizer, file).stream()
                .map(c -> Check.ids("text " + c.index(), c.actual(), c.expected()))
                .toList();
    }
}
