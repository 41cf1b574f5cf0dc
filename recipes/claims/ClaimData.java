package org.menura.recipes.claims;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.format.json.Json;

/**
 * Makes the data of this recipe: {@code recipes/run ClaimData DATA OUT}. DATA holds the folder {@code fever-symmetric}. OUT gets five folds,
 * {@code train-K.jsonl} and {@code held-out-K.jsonl}. The four pairs of a group, whose claims and evidence are the same two each, stay in one
 * fold: the groups in the order of the file take turns.
 */
final class ClaimData {
    private static final int FOLDS = 5;

    private ClaimData() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            System.err.println("usage: recipes/run ClaimData DATA OUT");
            System.exit(2);
        }
        Path file = Path.of(args[0]).resolve("fever-symmetric/dev.jsonl");
        Path to = Files.createDirectories(Path.of(args[1]));
        List<String> groups = new ArrayList<>();
        List<List<String>> folds = new ArrayList<>();
        for (int fold = 0; fold < FOLDS; fold++) {
            folds.add(new ArrayList<>());
        }
        for (String line : Files.readAllLines(file)) {
            JsonNode row = Json.parse(line, file.toString());
            String group = row.path("group").asText();
            if (!groups.contains(group)) {
                groups.add(group);
            }
            folds.get(groups.indexOf(group) % FOLDS).add(line);
        }
        for (int held = 0; held < FOLDS; held++) {
            List<String> taught = new ArrayList<>();
            for (int fold = 0; fold < FOLDS; fold++) {
                if (fold != held) {
                    taught.addAll(folds.get(fold));
                }
            }
            Files.write(to.resolve("train-%d.jsonl".formatted(held + 1)), taught);
            Files.write(to.resolve("held-out-%d.jsonl".formatted(held + 1)), folds.get(held));
        }
    }
}
