package org.menura.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.menura.model.load.ModelSource;
import picocli.CommandLine.Option;

/** What a language model sees with, where that lies in a file of its own. */
final class ProjectorOption {
    @Option(
            names = "--mmproj",
            paramLabel = "FILE",
            description =
                    "A GGUF file with the vision tower and projector that belong to the model (LLaVA 1.5, SmolVLM).")
    private @Nullable Path file;

    /** Whether there is one. */
    boolean isGiven() {
        return file != null;
    }

    /** The model with it, if it was given. */
    ModelSource join(Path model) {
        ModelSource source = ModelSource.open(model);
        return file == null ? source : source.withProjector(file);
    }

    /** The file, or null. */
    @Nullable
    Path file() {
        return file;
    }

    /** Its name; empty if it was not given. */
    String name() {
        return file == null ? "" : file.toString();
    }
}
