package org.menura.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Texts, each for itself. */
final class TextsOptions {
    @Option(
            names = {"-p", "--prompt", "--text"},
            paramLabel = "TEXT",
            description = "A text; several may be given.")
    private List<String> texts = List.of();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Each line of FILE that is not empty is a text; - is the standard input.")
    private @Nullable Path file;

    /** How many texts are named, without those of the file. */
    int named() {
        return texts.size();
    }

    /** Whether a file of texts is given. */
    boolean hasFile() {
        return file != null;
    }

    /** All texts: those that are named, then the lines of the file. */
    List<String> all() {
        List<String> all = new ArrayList<>(texts);
        if (file != null) {
            PromptOptions.read(file).lines().filter(line -> !line.isBlank()).forEach(all::add);
        }
        return all;
    }
}
