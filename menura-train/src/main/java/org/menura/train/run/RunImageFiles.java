package org.menura.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.data.IndexedJson;
import org.menura.data.MediaText;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.model.Config;
import org.menura.model.vision.ImageProcessor;
import org.menura.train.recipe.DataSource;
import org.menura.train.recipe.Options;
import org.menura.train.recipe.Recipe;

/** The files of a run that has to do with pictures: those that records name, and the one that says how they are prepared. */
final class RunImageFiles {
    /** How transformers calls the description of a model's pictures. */
    static final String PROCESSOR = "preprocessor_config.json";

    private RunImageFiles() {}

    /** The pictures that sources name. */
    static Collection<Path> of(List<DataSource> sources) {
        Set<Path> all = new LinkedHashSet<>();
        for (DataSource source : sources) {
            if (source.format().equals("image-text")) {
                IndexedJson<MediaText> records = IndexedJson.media(RunFiles.of(source), "image", source.field());
                for (long i = 0; i < records.count(); i++) {
                    all.add(records.get(i).file());
                }
            }
        }
        return all;
    }

    /** The description of pictures beside a recipe's model, or null if there is none. */
    static @Nullable Path processor(Recipe recipe) {
        Options model = recipe.model();
        List<Path> places = new ArrayList<>();
        for (String key : List.of("checkpoint", "config")) {
            if (model.has(key)) {
                Path path = model.path(key);
                Path parent = path.getParent();
                places.add(Files.isDirectory(path) || parent == null ? path : parent);
            }
        }
        return places.stream()
                .map(p -> p.resolve(PROCESSOR))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(null);
    }

    /** How the pictures of an encoder are prepared: as its folder says, or as its family does it, in the size of its config. */
    static JsonNode description(Recipe recipe, JsonNode config) {
        Path file = processor(recipe);
        if (file != null) {
            return Json.parse(file);
        }
        boolean siglip = config.path("model_type").asText().startsWith("siglip");
        JsonNode vision = config.has("vision_config") ? config.path("vision_config") : config;
        int size = vision.path("image_size").asInt(224);
        if (size < 1) {
            throw new FormatException(
                    "the model's config has the image_size %d; pictures need one above 0".formatted(size));
        }
        ObjectNode description = JsonNodeFactory.instance.objectNode();
        description.put("image_processor_type", siglip ? "SiglipImageProcessor" : "CLIPImageProcessor");
        if (siglip) {
            description.putObject("size").put("height", size).put("width", size);
        } else {
            description.putObject("size").put("shortest_edge", size);
            description.putObject("crop_size").put("height", size).put("width", size);
        }
        return description;
    }

    static ImageProcessor processor(Recipe recipe, JsonNode config) {
        return ImageProcessor.of(new Config(description(recipe, config), PROCESSOR));
    }
}
