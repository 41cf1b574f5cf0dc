package org.menura.eval.card;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.format.json.Json;
import org.menura.train.ledger.DataManifest;
import org.menura.train.ledger.FigureEntry;
import org.menura.train.ledger.FigureLedger;
import org.menura.train.ledger.LedgerReader;

/** A model card as Hugging Face's hub reads it: metadata in YAML and a text in Markdown, with numbers from ledgers alone. */
public final class ModelCard {
    private static final String NO_TEXT =
            "Nobody has written down what this model is for and where it fails: treat it as an experiment.";

    private final CardSubject subject;
    private final Figures figures;
    private final CardSettings settings;
    private final JsonNode config;
    private final @Nullable LedgerReader run;

    private ModelCard(CardSubject subject, Figures figures, CardSettings settings) {
        this.subject = subject;
        this.figures = figures;
        this.settings = settings;
        this.config = config(subject.model());
        this.run = subject.run() == null ? null : new LedgerReader(subject.run());
    }

    /**
     * Writes a card.
     *
     * @return the content of {@code README.md}
     * @throws org.menura.format.FormatException if the text holds a number that no ledger does
     * @throws IOException if the ledger can't be read
     */
    public static String write(CardSubject subject, Figures figures, CardSettings settings) throws IOException {
        ModelCard card = new ModelCard(subject, figures, settings);
        return "---\n" + new CardMetadata(card).yaml() + "---\n\n" + card.markdown();
    }

    private static JsonNode config(Path model) {
        for (String name : List.of("adapter_config.json", "config.json", "model_index.json")) {
            Path file = model.resolve(name);
            if (Files.isRegularFile(file)) {
                return Json.parse(file);
            }
        }
        return Json.parse("{}", "no config");
    }

    CardSubject subject() {
        return subject;
    }

    Figures figures() {
        return figures;
    }

    CardSettings settings() {
        return settings;
    }

    JsonNode config() {
        return config;
    }

    @Nullable
    LedgerReader run() {
        return run;
    }

    String name() {
        if (settings.name() != null) {
            return settings.name();
        }
        Path folder = subject.run() == null ? subject.model() : subject.run();
        return String.valueOf(folder.toAbsolutePath().normalize().getFileName()).replaceFirst("\\.gguf$", "");
    }

    /** The files that the run learned from, by what the ledger says; without a run none. */
    List<DataManifest.Entry> data() {
        return run == null ? List.of() : RunData.learned(run);
    }

    private String markdown() throws IOException {
        StringBuilder out = new StringBuilder("# ").append(name()).append("\n\n");
        out.append("Every number of this card comes from a ledger, which the last section names; ")
                .append("`menura card` wrote it and refuses others.\n");
        figures.notes().forEach(n -> out.append('\n').append(n).append('\n'));
        out.append("\n## Use and limits\n\n").append(text()).append('\n');
        if (run != null) {
            CardSections.training(this, run, out);
        }
        CardSections.measured(this, out);
        CardSections.energy(figures, out);
        sources(out);
        return out.toString();
    }

    private String text() {
        String text = settings.text();
        return text == null ? NO_TEXT : CardText.resolve(text.strip(), settings.textName(), figures, names());
    }

    /** Names in which digits are no numbers: those of ledgers, and of the model and its data. */
    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>(figures.names());
        names.add(name());
        if (settings.baseModel() != null) {
            names.add(settings.baseModel());
        }
        names.addAll(settings.datasets());
        data().forEach(d -> names.add(String.valueOf(Path.of(d.path()).getFileName())));
        return names;
    }

    private void sources(StringBuilder out) {
        out.append("\n## Where the numbers come from\n\n");
        if (figures.ledgers().isEmpty()) {
            out.append("There is no ledger, and so no number.\n");
            return;
        }
        out.append("| ledger | entries | SHA-256 of the last entry |\n|---|---:|---|\n");
        figures.ledgers().forEach((file, entries) -> {
            FigureEntry last = entries.getLast();
            out.append("| %s | %d | `%s` |%n".formatted(shown(file), entries.size(), last.sha256()));
        });
        out.append("\nEach entry holds the hash of the one before it. Weights: ")
                .append(subject.weights().entrySet().stream()
                        .map(w -> "`%s` `%s`".formatted(w.getKey(), w.getValue()))
                        .collect(Collectors.joining(", ")))
                .append(".\n");
    }

    private String shown(Path ledger) {
        Path parent = ledger.toAbsolutePath().normalize().getParent();
        List<String> parts = new ArrayList<>();
        if (parent != null && parent.getFileName() != null) {
            parts.add(parent.getFileName().toString());
        }
        parts.add(FigureLedger.FILE);
        return "`" + String.join("/", parts) + "`";
    }
}
