package org.menura.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.menura.format.Sha256;

/** Minute runs: a Llama of 4,400 parameters that reads a page of Shakespeare. */
final class TinyRun {
    /** Files of a ledger that hold times of day, or nothing. */
    private static final List<String> NOT_REPEATED = List.of("times.jsonl", "figures.jsonl", "lock");

    private TinyRun() {}

    /**
     * Writes a recipe, its model's config and texts.
     *
     * @param folder to make; the texts lie beside it
     * @param keys what differs between tests: lines of the recipe, {@code steps} among them
     * @return the recipe; its run goes to the folder {@code run} beside it
     */
    static Path recipe(Path folder, String keys) throws IOException {
        Files.createDirectories(folder);
        String text = Files.readString(Cli.data("text/shakespeare.txt"));
        Files.writeString(folder.resolveSibling("text.txt"), text.substring(0, 6000));
        Files.writeString(folder.resolveSibling("held-out.txt"), text.substring(6000, 7000));
        Files.writeString(folder.resolve("config.json"), """
            {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 8,
             "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2,
             "max_position_embeddings": 64, "vocab_size": 512, "tie_word_embeddings": true}
            """);
        return Files.writeString(folder.resolve("recipe.yaml"), """
            model: {config: config.json}
            tokenizer: %s
            data: [{path: ../text.txt}]
            batch: {sequences: 2, length: 16}
            %s\
            """.formatted(Cli.stories(), keys));
    }

    /** The SHA-256 of all files in the folder of a run that are the same whenever it is made. */
    static SortedMap<String, String> content(Path run) throws IOException {
        SortedMap<String, String> content = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(run)) {
            for (Path p : paths.filter(Files::isRegularFile).toList()) {
                content.put(run.relativize(p).toString().replace('\\', '/'), Sha256.of(p));
            }
        }
        NOT_REPEATED.forEach(content::remove);
        return content;
    }

    /** The hash that a finished run printed. */
    static String hash(Cli.Result result) {
        String out = result.out().strip();
        return out.substring(out.lastIndexOf(' ') + 1);
    }
}
