package org.menura.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.menura.format.FormatException;

/** The model that comes with the repository. */
final class DefaultModel {
    /** Set by the launcher: the folder of the repository. */
    private static final String HOME = "menura.home";

    private static final Path MODEL = Path.of("models", "nano");

    private DefaultModel() {}

    /**
     * Its folder.
     *
     * @throws FormatException if it is not where it should be
     */
    static Path path() {
        String home = System.getProperty(HOME);
        if (home == null) {
            throw new FormatException("name a model: only Menura's launcher knows where the default model lies");
        }
        Path model = Path.of(home).resolve(MODEL);
        if (!Files.isDirectory(model)) {
            throw new FormatException(model + ", the default model, is missing; restore it from the repository");
        }
        return model;
    }
}
