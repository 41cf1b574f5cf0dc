package org.menura.generate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.menura.format.json.Json;
import org.menura.generate.load.LoadedModel;
import org.menura.model.load.ModelFolder;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.dtype.DType;

/** Makes folders of the tiny model that sees, hears and draws. */
final class OmniFolder {
    private static final Path MODEL = TestData.path("omni");

    private OmniFolder() {}

    /** The model whose answers are {@code w10 w11 [IMG0] [IMG1] w12}. */
    static LoadedModel.Decoder drawing(Path folder, int threads) throws IOException {
        Files.copy(MODEL.resolve("config.json"), folder.resolve("config.json"));
        Files.copy(MODEL.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        return complete(folder, threads);
    }

    /** One of the same shape whose answers depend on everything before them. */
    static LoadedModel.Decoder random(Path folder) throws IOException {
        ModelFolder.initialize(
                folder, Json.parse(MODEL.resolve("config.json")), "config", 11, DType.F32, new CpuBackend(1));
        return complete(folder, 2);
    }

    private static LoadedModel.Decoder complete(Path folder, int threads) throws IOException {
        for (String file :
                List.of("tokenizer.json", "tokenizer_config.json", "processor_config.json", "generation_config.json")) {
            Files.copy(MODEL.resolve(file), folder.resolve(file));
        }
        Path from = TestData.path("golden/stable-diffusion-tiny");
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Files.copy(
                        file,
                        folder.resolve("generator")
                                .resolve(from.relativize(file).toString()));
            }
        }
        return open(folder, threads);
    }

    static LoadedModel.Decoder open(Path folder, int threads) {
        return (LoadedModel.Decoder) LoadedModel.open(folder, new CpuBackend(threads));
    }
}
