package org.menura.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.cpu.CpuBackend;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model, and how it is computed. */
final class ModelOptions {
    @Mixin
    private ModelArgument model = new ModelArgument();

    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Option(
            names = "--exact",
            description =
                    "Compute in float32 throughout: activations are not rounded to what suits the weights. Slower.")
    private boolean exact;

    /** The model that is named. */
    Path path() {
        return model.path();
    }

    /** The model that is named, or the one that comes with Menura. */
    Path pathOrDefault() {
        return model.pathOrDefault();
    }

    /** Takes the word that names no model, as an option does; null if there is none. */
    @Nullable
    String takeText() {
        return model.takeText();
    }

    /** Whether a model is named. */
    boolean isNamed() {
        return model.isNamed();
    }

    /** A folder or file, or else a model that was pulled, or that is pulled now if somebody at a terminal says so. */
    static Path find(String name) {
        return ModelArgument.find(name);
    }

    /** What to compute with. */
    CpuBackend backend() {
        return threads.backend(isExact());
    }

    /** What to compute with in a command that usually ends after seconds. */
    CpuBackend briefBackend() {
        return threads.briefBackend(isExact());
    }

    /** The model that comes along is small, and says the same on every processor. */
    private boolean isExact() {
        return exact || !isNamed();
    }

    /** How many threads that has. */
    int threads() {
        return threads.threads();
    }
}
