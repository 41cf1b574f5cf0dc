package org.menura.train.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.menura.format.FormatException;

/** Names in a ledger's folder. */
final class LedgerFiles {
    /** Written last when a ledger is made; says that the folder is one. */
    static final String MARKER = "ledger.json";

    static final String RECIPE = "recipe.yaml";
    static final String RESOLVED = "recipe.resolved.json";
    static final String CODE = "code.json";
    static final String DATA = "data.json";
    static final String METRICS = "metrics.jsonl";
    static final String TIMES = "times.jsonl";
    static final String EVALUATIONS = "evaluations.jsonl";
    static final String CHECKPOINTS = "checkpoints";
    static final String PLOTS = "plots";
    static final String FORGETTING = "forgetting";

    /** The files that may exist when the creation of a ledger was interrupted. */
    static final Set<String> BEFORE_MARKER = Set.of(RunLock.NAME, RECIPE, RESOLVED, CODE, DATA);

    /** What {@link org.menura.format.OutputFile} adds to the name of a file that it has not finished. */
    private static final String PART = ".part";

    private LedgerFiles() {}

    /** Refuses a folder that holds anything but what a ledger begins with. */
    static void requireEmpty(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new FormatException("%s is no folder; a run needs one for its ledger".formatted(folder));
        }
        if (Files.exists(folder.resolve(MARKER))) {
            throw new FormatException(
                    "%s holds the ledger of a run already; resume that run, or give this one a folder of its own"
                            .formatted(folder));
        }
        try (Stream<Path> paths = Files.list(folder)) {
            Optional<Path> other =
                    paths.filter(p -> !isBeginning(p.getFileName().toString())).findFirst();
            if (other.isPresent()) {
                throw new FormatException("%s is not empty: it holds %s; a run needs a folder of its own"
                        .formatted(folder, other.get().getFileName()));
            }
        }
    }

    /** Whether a ledger begins with such a file, complete or not. */
    private static boolean isBeginning(String name) {
        String whole = name.endsWith(PART) ? name.substring(0, name.length() - PART.length()) : name;
        return whole.equals(MARKER) || BEFORE_MARKER.contains(whole);
    }

    /** Deletes all that a run writes, the marker last, so that the folder is a ledger until the end. */
    static void delete(Path folder) throws IOException {
        List<Path> all = new ArrayList<>();
        for (String name : List.of(
                METRICS,
                TIMES,
                EVALUATIONS,
                FigureLedger.FILE,
                CHECKPOINTS,
                PLOTS,
                "tokens",
                "samples",
                "rounds",
                RECIPE,
                RESOLVED,
                CODE,
                DATA,
                MARKER)) {
            Path path = folder.resolve(name);
            if (Files.exists(path)) {
                try (Stream<Path> below = Files.walk(path)) {
                    all.addAll(below.sorted(Comparator.reverseOrder()).toList());
                }
            }
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }

    /** Deletes a folder that holds nothing. */
    static void deleteIfEmpty(Path folder) throws IOException {
        try (Stream<Path> content = Files.list(folder)) {
            if (content.findAny().isPresent()) {
                return;
            }
        }
        Files.delete(folder);
    }
}
