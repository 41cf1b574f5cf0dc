package org.menura.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** The models that come with the repository. */
final class DefaultModel {
    /** Set by the launcher: the folder of the repository. */
    private static final String HOME = "menura.home";

    private static final Path MODEL = Path.of("models", "nano");
    private static final Path OMNI = Path.of("models", "nano-omni");
    private static final Path VOICE_DETECTOR = Path.of("models", "silero-vad");

    private static final String NAME_ONE = "name a model: only Menura's launcher knows where the default model lies";

    private DefaultModel() {}

    /**
     * The folder of the language model: of the one that sees, hears and draws, if it is there.
     *
     * @throws FormatException if it is not where it should be
     */
    static Path path() {
        return isOmni() ? find(OMNI, NAME_ONE) : textModel();
    }

    /** The folder of the pictures and sounds that the language model learned from; null if it is not there. */
    static @Nullable Path mediaSets() {
        String home = System.getProperty(HOME);
        Path sets = home == null ? null : Path.of(home, "recipes", "nano-omni", "data");
        return sets != null && Files.isDirectory(sets) ? sets : null;
    }

    /**
     * The folder of the language model of texts.
     *
     * @throws FormatException if it is not where it should be
     */
    static Path textModel() {
        return find(MODEL, NAME_ONE);
    }

    /**
     * The folder of the model that finds speech.
     *
     * @throws FormatException if it is not where it should be
     */
    static Path voiceDetector() {
        return find(VOICE_DETECTOR, "name a model with --vad: only Menura's launcher knows where its own copy lies");
    }

    /** Whether the language model is one that sees, hears and draws. */
    static boolean isOmni() {
        String home = System.getProperty(HOME);
        return home != null && Files.isRegularFile(Path.of(home).resolve(OMNI).resolve("config.json"));
    }

    private static Path find(Path name, String hint) {
        String home = System.getProperty(HOME);
        if (home == null) {
            throw new FormatException(hint);
        }
        Path model = Path.of(home).resolve(name);
        if (!Files.isDirectory(model)) {
            throw new FormatException(model + ", which comes with Menura, is missing; restore it from the repository");
        }
        return model;
    }
}
