package org.menura.eval.card;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.menura.format.json.Json;
import org.menura.train.ledger.DataManifest;
import org.menura.train.ledger.LedgerReader;

/** Which of the files that a run read are data that it learned from, by its recipe. */
final class RunData {
    private static final String PATH = "path";

    private RunData() {}

    /** Returns the files that the recipe names as data, for the whole run or for tasks. */
    static List<DataManifest.Entry> learned(LedgerReader run) {
        JsonNode recipe = Json.parse(run.resolvedRecipe());
        Set<Path> places = new LinkedHashSet<>();
        DataManifest manifest = run.data();
        paths(recipe.path("data"), manifest.base(), places);
        recipe.path("tasks").forEach(task -> paths(task.path("data"), manifest.base(), places));
        return manifest.files().stream()
                .filter(f -> {
                    Path file = manifest.base().resolve(f.path()).normalize();
                    return places.stream().anyMatch(file::startsWith);
                })
                .toList();
    }

    private static void paths(JsonNode data, Path base, Set<Path> to) {
        if (data.isArray()) {
            data.forEach(one -> paths(one, base, to));
        } else if (data.isTextual()) {
            to.add(base.resolve(data.textValue()).normalize());
        } else if (data.has(PATH)) {
            paths(data.path(PATH), base, to);
        }
    }
}
