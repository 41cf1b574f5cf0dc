package org.menura.verify.folder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.menura.tensor.Backend;
import org.menura.verify.Check;
import org.menura.verify.Verifier;

/** The cases that are a file with its records beside it: GGUF files with values and next tokens, tokenizers with encodings. */
public final class FileCases {
    private static final String GGUF = ".gguf";

    private FileCases() {}

    /** Returns whether records of such a case lie beside a file. */
    public static boolean isCase(Path file) {
        return isTokenizer(file) || isWeights(file);
    }

    /**
     * Verifies the case of a file.
     *
     * @return a check per output
     */
    public static List<Check> verify(Path file, Backend ops) {
        return isTokenizer(file) ? Verifier.tokenizer(file) : Verifier.gguf(file, ops);
    }

    /** Lists the cases among the files of a folder, by name. */
    static List<Path> in(Path folder) {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(FileCases::isCase).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isTokenizer(Path file) {
        return beside(file, name(file) + ".inp") && beside(file, name(file) + ".out");
    }

    private static boolean isWeights(Path file) {
        String name = name(file);
        if (!name.endsWith(GGUF)) {
            return false;
        }
        String stem = name.substring(0, name.length() - GGUF.length());
        return beside(file, stem + ".json") && beside(file, stem + ".safetensors");
    }

    private static boolean beside(Path file, String name) {
        return Files.isRegularFile(file) && Files.isRegularFile(file.resolveSibling(name));
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
