package org.menura.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.chat.template.ChatTemplate;
import org.menura.data.ChatEncoder;
import org.menura.data.ChatLayout;
import org.menura.data.MediaFiles;
import org.menura.format.FormatException;
import org.menura.format.hf.HfFolder;
import org.menura.format.json.Json;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.load.ModelTokenizer;
import org.menura.generate.prompt.Processors;
import org.menura.model.CausalModel;
import org.menura.model.multimodal.MultimodalModel;
import org.menura.train.perceive.MediaEmbedder;
import org.menura.train.perceive.MediaLayout;
import org.menura.train.perceive.MediaSource;
import org.menura.train.recipe.Options;
import org.menura.train.recipe.Recipe;
import org.menura.train.task.BatchReader;

/**
 * The text side of a run's model.
 *
 * @param known the tokenizer; null for models that read no texts
 * @param template for conversations, or null
 * @param files what stands beside the model where it is saved: texts by name
 * @param folders the same: folders of generators
 * @param media pictures and sounds, and how they are prepared
 */
record RunText(
        @Nullable Tokenizer known,
        @Nullable ChatTemplate template,
        SequencedMap<String, String> files,
        List<Path> folders,
        MediaSource media) {
    static final List<String> FILES = List.of(
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "chat_template.jinja",
            "generation_config.json",
            "vocab.txt");

    static RunText of(Recipe recipe) {
        if (isWithoutText(recipe)) {
            return new RunText(
                    null, null, new LinkedHashMap<>(), List.of(), new MediaSource(recipe.base(), new MediaFiles()));
        }
        Path folder = folder(recipe);
        if (!Files.isDirectory(folder)) {
            throw new FormatException(
                    "%s is no folder with a tokenizer; name one with the key tokenizer".formatted(folder));
        }
        SequencedMap<String, String> files = new LinkedHashMap<>();
        copy(FILES, folder, files);
        copy(Processors.FILES, processors(recipe), files);
        String template = HfFolder.open(folder).chatTemplate();
        return new RunText(
                ModelTokenizer.tokenizer(folder),
                template == null ? null : ChatTemplate.parse(template),
                files,
                generators(recipe),
                new MediaSource(processors(recipe), new MediaFiles()));
    }

    private static void copy(List<String> names, Path folder, SequencedMap<String, String> files) {
        try {
            for (String name : names) {
                if (Files.isRegularFile(folder.resolve(name))) {
                    files.put(name, Files.readString(folder.resolve(name)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How conversations are laid out; null if the model has no template for them. */
    @Nullable
    ChatLayout layout(TrainedModel student) {
        ChatEncoder chat = template == null ? null : new ChatEncoder(template, tokenizer(), Map.of());
        MultimodalModel senses = student.senses();
        return senses == null ? chat : new MediaLayout(senses, tokenizer(), chat, media);
    }

    /** A language model with the way in which it takes in batches. */
    BatchReader reader(CausalModel model, @Nullable MultimodalModel senses) {
        return senses == null
                ? BatchReader.ofText(model)
                : new BatchReader(model, new MediaEmbedder(senses, media)::step);
    }

    /** The folder that says how pictures and sounds are prepared: the first that does, or else the tokenizer's. */
    static Path processors(Recipe recipe) {
        return homes(recipe).stream().filter(Processors::areIn).findFirst().orElse(folder(recipe));
    }

    /** The generators' folders beside a model that puts out more than text. */
    static List<Path> generators(Recipe recipe) {
        List<Path> all = new ArrayList<>();
        for (Path home : homes(recipe)) {
            if (all.isEmpty() && Files.isRegularFile(home.resolve("config.json"))) {
                for (JsonNode output : Json.parse(home.resolve("config.json")).path("outputs")) {
                    Path folder = home.resolve(output.path("generator").asText("generator"));
                    if (output.isObject() && Files.isDirectory(folder)) {
                        all.add(folder);
                    }
                }
            }
        }
        return all;
    }

    /** Where files of the model may lie. */
    private static List<Path> homes(Recipe recipe) {
        Options model = recipe.model();
        List<Path> all = new ArrayList<>(List.of(folder(recipe)));
        for (String key : List.of("checkpoint", "config")) {
            if (model.has(key)) {
                Path path = model.path(key);
                Path parent = path.getParent();
                all.add(Files.isDirectory(path) || parent == null ? path : parent);
            }
        }
        return all;
    }

    /** Whether what the recipe teaches reads no texts. */
    static boolean isWithoutText(Recipe recipe) {
        return recipe.objective().text("name").equals("autoencoder");
    }

    /** The tokenizer. */
    Tokenizer tokenizer() {
        if (known == null) {
            throw new FormatException("the objective is one of pictures alone; there is no tokenizer that reads texts");
        }
        return known;
    }

    /** Where the tokenizer lies. */
    static Path folder(Recipe recipe) {
        Options model = recipe.model();
        if (recipe.tokenizer().isPresent()) {
            return recipe.tokenizer().get();
        }
        if (recipe.objective().text("name").equals("diffusion")) {
            return RunPipeline.of(recipe).tokenizer();
        }
        if (model.has("checkpoint")) {
            return model.path("checkpoint");
        }
        Path config = model.path("config");
        Path parent = config.getParent();
        return Files.isDirectory(config) || parent == null ? config : parent;
    }
}
