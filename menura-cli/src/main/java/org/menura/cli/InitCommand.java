package org.menura.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.format.json.Json;
import org.menura.model.load.ModelFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura init}: a model before its training. */
@Command(
        name = "init",
        description = {
            "Makes a randomly initialised checkpoint of any architecture.",
            "The same seed gives the same bytes."
        },
        footer = {
            "%nExamples:",
            "  menura init config.json my-model --seed 42",
            "  menura init models/stories260K/config.json fresh --seed 1 --dtype bf16"
        })
final class InitCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Parameters(index = "0", paramLabel = "CONFIG.json", description = "Config of the model.")
    private @Nullable Path config;

    @Parameters(index = "1", paramLabel = "OUT", description = "Folder to make.")
    private @Nullable Path out;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Seed (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--dtype",
            paramLabel = "f32|f16|bf16",
            defaultValue = "f32",
            description = "Type of the weights (default: ${DEFAULT-VALUE}).")
    private FloatType dtype = FloatType.F32;

    @Override
    public Integer call() throws IOException {
        Path source = Objects.requireNonNull(config);
        Path folder = Objects.requireNonNull(out);
        JsonNode fields = Json.parse(source);
        ModelFolder.initialize(folder, fields, source.toString(), seed, dtype.dtype(), threads.backend(true));
        console.line("wrote " + folder);
        return 0;
    }
}
