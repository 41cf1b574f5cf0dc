package org.menura.cli;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Backend;
import org.menura.tensor.cpu.CpuBackend;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which model, and how it is computed. */
final class ModelOptions {
    @Spec(Target.MIXEE)
    private @Nullable CommandSpec command;

    @Parameters(arity = "0..1", paramLabel = "MODEL", description = "A Hugging Face folder or a GGUF file.")
    private @Nullable String positional;

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description = "The same as an option.")
    private @Nullable String option;

    @Option(
            names = {"-t", "--threads"},
            paramLabel = "N",
            description = "Threads to compute with (default: one per processor core).")
    private @Nullable Integer threads;

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

    private @Nullable Path named() {
        if (positional != null && option != null) {
            throw wrong("the model is named twice, as %s and as %s".formatted(positional, option));
        }
        String name = positional == null ? option : positional;
        return name == null ? null : Path.of(name);
    }

    /** What to compute with. */
    Backend backend() {
        if (threads == null) {
            return new CpuBackend();
        }
        if (threads < 1) {
            throw wrong("--threads must be at least 1, not " + threads);
        }
        return new CpuBackend(threads);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(Objects.requireNonNull(command).commandLine(), message);
    }
}
