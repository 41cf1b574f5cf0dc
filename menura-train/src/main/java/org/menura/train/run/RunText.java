package org.menura.train.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.hf.HfFolder;
import org.menura.format.template.ChatTemplate;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.ModelText;
import org.menura.train.recipe.Options;
import org.menura.train.recipe.Recipe;

/**
 * The text side of a run's model.
 *
 * @param known the tokenizer; null for models that read no texts
 * @param template for conversations, or null
 * @param files what stands beside the model where it is saved: texts by name
 */
record RunText(
        @Nullable Tokenizer known, @Nullable ChatTemplate template, SequencedMap<String, String> files) {
    static final List<String> FILES = List.of(
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "chat_template.jinja",
            "generation_config.json",
            "vocab.txt");

    static RunText of(Recipe recipe) {
        if (isWithoutText(recipe)) {
            return new RunText(null, null, new LinkedHashMap<>());
        }
        Path folder = folder(recipe);
        if (!Files.isDirectory(folder)) {
            throw new FormatException(
                    "%s is no folder with a tokenizer; name one with the key tokenizer".formatted(folder));
        }
        SequencedMap<String, String> files = new LinkedHashMap<>();
        try {
            for (String name : FILES) {
                if (Files.isRegularFile(folder.resolve(name))) {
                    files.put(name, Files.readString(folder.resolve(name)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String template = HfFolder.open(folder).chatTemplate();
        return new RunText(ModelText.tokenizer(folder), template == null ? null : ChatTemplate.parse(template), files);
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
