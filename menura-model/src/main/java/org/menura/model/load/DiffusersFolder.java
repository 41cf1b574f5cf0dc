package org.menura.model.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.model.Config;

/**
 * A diffusers folder of a pipeline: a folder for each part, and a {@code model_index.json} that says what they are.
 *
 * @param path the folder
 * @param index what {@code model_index.json} holds, an object
 */
public record DiffusersFolder(Path path, JsonNode index) {
    private static final String INDEX = "model_index.json";

    /** Returns whether a folder is of this kind. */
    public static boolean is(Path path) {
        return Files.isRegularFile(path.resolve(INDEX));
    }

    /**
     * Opens a folder.
     *
     * @throws FormatException if it has no {@code model_index.json}, or that is malformed
     */
    public static DiffusersFolder open(Path path) {
        if (!is(path)) {
            throw new FormatException(
                    "%s is no folder of a generator: it holds no %s, which names its parts".formatted(path, INDEX));
        }
        JsonNode index = Json.parse(path.resolve(INDEX));
        if (!index.isObject()) {
            throw new FormatException(path.resolve(INDEX) + " must hold a JSON object");
        }
        return new DiffusersFolder(path, index);
    }

    /** Returns the class of the pipeline, such as {@code StableDiffusionPipeline}. */
    public String pipeline() {
        return index.path("_class_name").asText("");
    }

    /** Returns whether the pipeline has a part of a name. */
    public boolean has(String part) {
        return index.path(part).path(1).isTextual() && Files.isDirectory(path.resolve(part));
    }

    /**
     * Returns the folder of a part.
     *
     * @throws FormatException if there is none of that name
     */
    public Path folder(String part) {
        if (!has(part)) {
            throw new FormatException("%s has no part %s, which %s needs".formatted(path, part, pipeline()));
        }
        return path.resolve(part);
    }

    /** Returns the source of a part that is a model. */
    public ModelSource model(String part) {
        return ModelSource.open(folder(part));
    }

    /**
     * Returns the config of the scheduler. What some files of Stable Diffusion 1 and 2 say, or leave to the defaults, is not
     * what the models were trained with; as in diffusers, their pipelines know better.
     */
    public Config scheduler() {
        Path file = folder("scheduler").resolve("scheduler_config.json");
        Config given = new Config(Json.parse(file), file.toString());
        return switch (pipeline()) {
            case "StableDiffusionPipeline", "StableDiffusionImg2ImgPipeline" ->
                given.with("steps_offset", IntNode.valueOf(1)).with("clip_sample", BooleanNode.FALSE);
            case "StableDiffusionInpaintPipeline" ->
                given.with("steps_offset", IntNode.valueOf(1)).with("skip_prk_steps", BooleanNode.TRUE);
            default -> given;
        };
    }

    /** Reads a truth value of the pipeline, or {@code fallback}. */
    public boolean flag(String name, boolean fallback) {
        return index.path(name).asBoolean(fallback);
    }
}
