package org.menura.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.eval.card.CardSettings;
import org.menura.eval.card.Figures;
import org.menura.format.OutputFile;
import org.menura.format.TextFile;
import picocli.CommandLine.Option;

/** What people say in a card, and where it goes. */
final class CardOptions {
    @Option(names = "--name", paramLabel = "NAME", description = "The name (default: that of the folder).")
    private @Nullable String name;

    @Option(names = "--license", paramLabel = "ID", description = "The licence, such as apache-2.0.")
    private @Nullable String license;

    @Option(names = "--language", paramLabel = "CODE,…", split = ",", description = "Languages, such as en.")
    private List<String> languages = List.of();

    @Option(names = "--tag", paramLabel = "WORD,…", split = ",", description = "Words to be found by.")
    private List<String> tags = List.of();

    @Option(names = "--creator", paramLabel = "NAME", description = "Who made it.")
    private @Nullable String creator;

    @Option(names = "--url", paramLabel = "URL", description = "Where it is to be found.")
    private @Nullable String url;

    @Option(names = "--published", paramLabel = "DAY", description = "When it was published, as 2026-01-31.")
    private @Nullable String published;

    @Option(names = "--release", paramLabel = "VERSION", description = "Its version, as 1.0.0.")
    private @Nullable String version;

    @Option(
            names = "--text",
            paramLabel = "FILE",
            description = "Free text in Markdown. Numbers are references such as {{train:loss}}; others are refused.")
    private @Nullable Path text;

    @Option(names = "--list", description = "Print what the text may refer to, and write nothing.")
    private boolean list;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where the card goes (default: to the terminal).")
    private @Nullable Path output;

    CardSettings settings(List<String> datasets, @Nullable String baseModel) throws IOException {
        Path from = text;
        return new CardSettings(
                name,
                license,
                languages,
                datasets,
                baseModel,
                tags,
                creator,
                url,
                published,
                version,
                from == null ? null : TextFile.read(from),
                from == null ? "the text" : from.toString());
    }

    /** Prints the figures if that was asked for. */
    boolean lists(Console console, Figures figures) {
        if (list) {
            figures.all()
                    .forEach((reference, figure) -> console.line("{{%s}} %s".formatted(reference, figure.value())));
        }
        return list;
    }

    void write(Console console, String card, String usual) throws IOException {
        Path to = output;
        if (to == null) {
            console.stream(card);
            return;
        }
        Path file = Files.isDirectory(to) ? to.resolve(usual) : to;
        OutputFile.write(file, card.getBytes(StandardCharsets.UTF_8));
        console.wrote(file, "wrote " + file);
    }
}
