package org.menura.chat.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.menura.format.FormatException;

/** Built-in chat templates that many models share, for models whose files come without one. */
public final class NamedTemplates {
    /** Names of the built-in templates. */
    public static final List<String> NAMES =
            List.of("chatml", "llama2", "llama3", "mistral", "gemma", "phi3", "zephyr", "vicuna", "alpaca");

    private NamedTemplates() {}

    /**
     * Returns the source of a built-in template by its name, or that in a file.
     *
     * @param name one of {@link #NAMES}, or a file
     * @throws FormatException if there is neither
     */
    public static String source(String name) {
        Path file = Path.of(name);
        try {
            if (Files.isRegularFile(file)) {
                return Files.readString(file);
            }
            if (!NAMES.contains(name)) {
                throw new FormatException("there is no chat template %s: no such file, and the known names are %s"
                        .formatted(name, String.join(", ", NAMES)));
            }
            try (InputStream in = NamedTemplates.class.getResourceAsStream(name + ".jinja")) {
                if (in == null) {
                    throw new IllegalStateException("the jar lacks the template " + name);
                }
                return new String(in.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
