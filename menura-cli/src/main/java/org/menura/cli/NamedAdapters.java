package org.menura.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.menura.model.adapter.AdapterSelection;
import picocli.CommandLine.ParameterException;

/** What {@code --adapter} and {@code --use} say. */
final class NamedAdapters {
    private NamedAdapters() {}

    /**
     * Reads adapters by name: {@code NAME=FILE}, or a file alone, whose name is the adapter's.
     *
     * @param found gives what is loaded in the place of a file
     * @param wrong makes the error of a message
     */
    static Map<String, Path> of(
            List<String> texts, UnaryOperator<Path> found, Function<String, ParameterException> wrong) {
        Map<String, Path> out = new LinkedHashMap<>();
        for (String text : texts) {
            int at = text.indexOf('=');
            boolean hasName = at > 0 && !Files.exists(Path.of(text));
            Path file = Path.of(hasName ? text.substring(at + 1) : text);
            String name = hasName
                    ? text.substring(0, at)
                    : String.valueOf(file.toAbsolutePath().normalize().getFileName())
                            .replaceAll("[=,]", "_");
            if (out.put(name, found.apply(file)) != null) {
                throw wrong.apply("two adapters are called %s; name them: --adapter NAME=DIR".formatted(name));
            }
        }
        return out;
    }

    /** Chooses among adapters: those of {@code --use}, or the only one. */
    static AdapterSelection selection(
            Map<String, Path> named, List<String> used, Function<String, ParameterException> wrong) {
        if (used.isEmpty()) {
            if (named.size() > 1) {
                throw wrong.apply("which adapter? choose with --use from " + String.join(", ", named.keySet()));
            }
            return AdapterSelection.onlyOf(named.keySet());
        }
        try {
            AdapterSelection selection = AdapterSelection.parse(used);
            for (String name : selection.weights().keySet()) {
                if (!named.containsKey(name)) {
                    throw wrong.apply("--use %s: there is no --adapter %s=DIR".formatted(name, name));
                }
            }
            return selection;
        } catch (IllegalArgumentException e) {
            throw wrong.apply("--use: " + e.getMessage());
        }
    }
}
