package org.menura.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.menura.model.gguf.GgufFamily;
import org.menura.model.gguf.GgufModels;
import org.menura.model.load.Family;
import org.menura.model.load.Registry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code menura models}: the table of architectures. */
@Command(
        name = "models",
        description = "Lists the architectures that Menura has, and the papers they come from.",
        footer = {"%nExamples:", "  menura models", "  menura models --markdown"})
final class ModelsCommand implements Runnable {
    private record Row(String name, String kind, String modelTypes, String gguf, List<String> papers) {}

    @Mixin
    private Console console = new Console();

    @Option(names = "--markdown", description = "Print the table of the README.")
    private boolean markdown;

    @Override
    public void run() {
        if (markdown) {
            console.stream(markdown());
            return;
        }
        String format = "%-26s %-16s %-28s %-12s %s";
        console.line(format.formatted("MODEL", "KIND", "MODEL_TYPE", "GGUF", "PAPERS"));
        rows().forEach(r ->
                console.line(format.formatted(r.name, r.kind, r.modelTypes, r.gguf, String.join(", ", r.papers))));
    }

    /** The table of the README. */
    static String markdown() {
        return Stream.concat(
                        Stream.of(
                                "| model | kind | `model_type` | GGUF architecture | papers |",
                                "|---|---|---|---|---|"),
                        rows().map(r -> "| %s | %s | %s | %s | %s |"
                                .formatted(
                                        r.name,
                                        r.kind,
                                        code(r.modelTypes),
                                        code(r.gguf),
                                        r.papers.stream()
                                                .map(ModelsCommand::link)
                                                .collect(Collectors.joining(", ")))))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static Stream<Row> rows() {
        return Registry.families().stream()
                .map(f -> new Row(f.name(), f.kind().name(), String.join(", ", f.modelTypes()), gguf(f), f.papers()));
    }

    private static String gguf(Family<?> family) {
        return GgufModels.families().stream()
                .filter(g -> g.modelTypes().stream().anyMatch(family.modelTypes()::contains))
                .map(GgufFamily::architecture)
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static String code(String names) {
        return names.isEmpty() ? "" : "`" + names.replace(", ", "`, `") + "`";
    }

    private static String link(String paper) {
        return paper.matches("\\d{4}\\.\\d{4,5}")
                ? String.format(Locale.ROOT, "[%s](https://arxiv.org/abs/%s)", paper, paper)
                : paper;
    }
}
