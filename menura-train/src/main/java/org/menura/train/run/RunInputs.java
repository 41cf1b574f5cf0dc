package org.menura.train.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.menura.generate.prompt.Processors;
import org.menura.train.recipe.DataSource;
import org.menura.train.recipe.Options;
import org.menura.train.recipe.Recipe;

/** All files that a run reads, for its manifest: data, held-out text, tokenizer, and models to begin with or to learn from. */
final class RunInputs {
    private static final Set<String> MODEL_ENDINGS =
            Set.of("json", "safetensors", "bin", "pt", "pth", "gguf", "onnx", "model");

    private RunInputs() {}

    static List<Path> files(Recipe recipe) {
        List<Path> all = new ArrayList<>(RunFiles.of(recipe));
        all.addAll(RunFiles.media(recipe));
        boolean draws = recipe.objective().text("name").equals("diffusion");
        if (draws) {
            all.addAll(RunPipeline.of(recipe).files());
        } else {
            for (String key : List.of("config", "checkpoint")) {
                addModel(recipe.model(), key, all);
            }
        }
        recipe.model().parts("parts").forEach(part -> addModel(part, "checkpoint", all));
        for (String key : Recipe.modelKeys()) {
            addModel(recipe.objective(), key, all);
        }
        List<DataSource> sources = new ArrayList<>(recipe.allData());
        RunEvaluation.heldOut(recipe).ifPresent(sources::add);
        all.addAll(RunImageFiles.of(sources));
        all.addAll(RunOutputs.pictures(recipe.objective(), sources));
        if (!RunText.isWithoutText(recipe)) {
            addText(recipe, all);
        }
        return all;
    }

    private static void addText(Recipe recipe, List<Path> all) {
        add(RunText.folder(recipe), RunInputs::isTokenizer, all);
        for (String name : Processors.FILES) {
            Path file = RunText.processors(recipe).resolve(name);
            if (Files.isRegularFile(file)) {
                all.add(file);
            }
        }
        for (Path generator : RunText.generators(recipe)) {
            try (Stream<Path> content = Files.walk(generator)) {
                content.filter(Files::isRegularFile).forEach(all::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void addModel(Options options, String key, List<Path> all) {
        if (options.has(key)) {
            Path path = options.path(key);
            if (key.equals("config") && Files.isDirectory(path)) {
                path = path.resolve("config.json");
            }
            add(path, RunInputs::isModel, all);
        }
    }

    private static void add(Path path, Predicate<String> wanted, List<Path> all) {
        if (!Files.isDirectory(path)) {
            all.add(path);
            return;
        }
        try (Stream<Path> content = Files.list(path)) {
            content.filter(Files::isRegularFile)
                    .filter(p -> wanted.test(p.getFileName().toString().toLowerCase(Locale.ROOT)))
                    .forEach(all::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isModel(String name) {
        return MODEL_ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    private static boolean isTokenizer(String name) {
        return RunText.FILES.contains(name)
                || name.startsWith("tokenizer")
                || name.contains("vocab")
                || name.equals("merges.txt")
                || name.equals("added_tokens.json");
    }
}
