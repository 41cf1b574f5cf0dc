package org.menura.train.run.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FileTree;
import org.menura.format.OutputFile;
import org.menura.format.hf.HfFolder;
import org.menura.format.json.Json;
import org.menura.model.load.ModelFolder;
import org.menura.model.load.ModelSource;
import org.menura.tensor.dtype.DType;

/** Writes what draws pictures of texts as diffusers has it: a folder with one for each part, which appears when it is complete. */
final class PipelineExport {
    private PipelineExport() {}

    static void write(ModelExport model, PipelineFiles parts) throws IOException {
        Path folder = model.folder();
        DType dtype = model.dtype();
        JsonNode denoiser = model.run().student().config();
        Path part = folder.resolveSibling(folder.getFileName() + ".part");
        FileTree.delete(part);
        Files.createDirectories(part.resolve("tokenizer"));
        Files.createDirectories(part.resolve("scheduler"));
        ModelFolder.write(
                part.resolve(PipelineFiles.UNET), denoiser, model.weights(PipelineFiles.UNET + "."), Map.of(), dtype);
        ModelFolder.write(
                part.resolve(PipelineFiles.TEXT_ENCODER),
                parts.textConfig(),
                model.weights(PipelineFiles.TEXT_ENCODER + "."),
                Map.of(),
                dtype);
        ModelSource vae = ModelSource.open(parts.autoencoder());
        ModelFolder.write(part.resolve("vae"), vae.config(), vae.weights(), Map.of(), DType.F32);
        for (Path file : HfFolder.open(parts.tokenizer()).textFiles()) {
            Files.copy(file, part.resolve("tokenizer").resolve(file.getFileName()));
        }
        Files.copy(parts.scheduler(), part.resolve("scheduler").resolve("scheduler_config.json"));
        Files.writeString(
                part.resolve("model_index.json"), index(parts, denoiser).toPrettyString() + "\n");
        OutputFile.move(part, folder);
    }

    private static ObjectNode index(PipelineFiles parts, JsonNode denoiser) {
        JsonNode tokenizer = HfFolder.open(parts.tokenizer()).tokenizerConfig();
        ObjectNode index = JsonNodeFactory.instance.objectNode();
        index.put("_class_name", "StableDiffusionPipeline");
        entry(index, "feature_extractor", null, null);
        entry(index, "image_encoder", null, null);
        index.put("requires_safety_checker", false);
        entry(index, "safety_checker", null, null);
        entry(
                index,
                "scheduler",
                "diffusers",
                Json.parse(parts.scheduler()).path("_class_name").asText());
        entry(
                index,
                "text_encoder",
                "transformers",
                parts.textConfig().path("architectures").path(0).asText("CLIPTextModel"));
        entry(
                index,
                "tokenizer",
                "transformers",
                tokenizer == null
                        ? "PreTrainedTokenizerFast"
                        : tokenizer.path("tokenizer_class").asText("PreTrainedTokenizerFast"));
        entry(index, "unet", "diffusers", denoiser.path("_class_name").asText());
        entry(index, "vae", "diffusers", "AutoencoderKL");
        return index;
    }

    private static void entry(ObjectNode index, String name, @Nullable String library, @Nullable String type) {
        index.putArray(name).add(library).add(type);
    }
}
