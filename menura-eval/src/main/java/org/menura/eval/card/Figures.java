package org.menura.eval.card;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.Sha256;
import org.menura.format.yaml.NearestName;
import org.menura.train.ledger.FigureEntry;
import org.menura.train.ledger.FigureLedger;
import org.menura.train.ledger.LedgerReader;
import org.menura.train.ledger.RunSummary;

/**
 * The figures that a card may show: what ledgers hold, checked. Of entries of one kind and name the last counts; of energy their sum.
 */
public final class Figures {
    /** The kind of what a training run records of itself. */
    static final String TRAIN = "train";

    /** The kind of energies. */
    static final String ENERGY = "energy";

    private static final String RUN = "run";
    private static final Set<String> SUMMED = Set.of("seconds", "processor_joules", "memory_joules", "kwh", "co2_g");

    private final SequencedMap<Path, List<FigureEntry>> ledgers = new LinkedHashMap<>();
    private final SequencedMap<String, Figure> figures = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    private Figures() {}

    /**
     * Reads the ledgers of a model.
     *
     * @param places more ledgers: files, or folders that are searched for {@code figures.jsonl}
     * @throws FormatException if a ledger is damaged, changed, or holds figures of another model
     */
    public static Figures of(CardSubject subject, List<Path> places) throws IOException {
        Figures all = new Figures();
        Path run = subject.run();
        if (run != null) {
            all.addRun(run, subject);
        }
        for (Path ledger : ledgers(places)) {
            if (run == null || !Files.isSameFile(ledger, FigureLedger.in(run))) {
                List<FigureEntry> entries = FigureLedger.read(ledger);
                for (FigureEntry entry : entries) {
                    if (!entry.kind().equals(ENERGY) && !entry.kind().equals(TRAIN)) {
                        subject.require(entry, ledger);
                    }
                    all.checkFile(entry, ledger);
                }
                all.add(
                        ledger,
                        entries.stream().filter(e -> !e.kind().equals(TRAIN)).toList());
            }
        }
        return all;
    }

    /** Makes figures of one set of entries, such as those of a data run. */
    static Figures of(Path ledger, List<FigureEntry> entries) {
        Figures all = new Figures();
        all.add(ledger, entries);
        return all;
    }

    private static List<Path> ledgers(List<Path> places) throws IOException {
        Set<Path> found = new LinkedHashSet<>();
        for (Path place : places) {
            if (Files.isRegularFile(place)) {
                found.add(place);
                continue;
            }
            int before = found.size();
            if (Files.isDirectory(place)) {
                try (Stream<Path> walk = Files.walk(place, 6)) {
                    walk.filter(f -> f.endsWith(FigureLedger.FILE)).sorted().forEach(found::add);
                }
            }
            if (found.size() == before) {
                throw new FormatException("%s holds no %s; `menura eval … -o` writes it beside its results"
                        .formatted(place, FigureLedger.FILE));
            }
        }
        return List.copyOf(found);
    }

    private void addRun(Path run, CardSubject subject) throws IOException {
        LedgerReader reader = new LedgerReader(run);
        reader.requireUnchanged();
        Path ledger = FigureLedger.in(run);
        List<FigureEntry> entries = FigureLedger.read(ledger);
        Optional<FigureEntry> sealed =
                entries.stream().filter(e -> e.kind().equals(TRAIN)).reduce((_, last) -> last);
        if (sealed.isPresent()) {
            checkSeal(run, sealed.get(), subject);
        } else if (!entries.isEmpty()) {
            throw new FormatException(
                    "%s has lost its last entry, which says what the run came to; put the whole file back, or write the entry by: menura train --resume %s"
                            .formatted(ledger, run));
        } else {
            ObjectNode facts = JsonNodeFactory.instance.objectNode();
            ObjectNode program = facts.putObject("program");
            reader.code().facts().forEach(program::put);
            FigureEntry summary =
                    new FigureEntry(entries.size() + 1L, "", TRAIN, RUN, RunSummary.values(reader), facts);
            notes.add("The run was made before runs kept a chained ledger of figures: its figures are those of"
                    + " metrics.jsonl and evaluations.jsonl, which no hash protects.");
            entries = Stream.concat(entries.stream(), Stream.of(summary)).toList();
        }
        for (FigureEntry entry : entries) {
            if (!entry.kind().equals(TRAIN) && !entry.kind().equals(ENERGY)) {
                subject.require(entry, ledger);
            }
        }
        add(ledger, entries);
    }

    /** The run's records and weights must be those that its last entry names. */
    private static void checkSeal(Path run, FigureEntry sealed, CardSubject subject) throws IOException {
        for (Map.Entry<String, JsonNode> file : sealed.facts().path("records").properties()) {
            Path path = run.resolve(file.getKey());
            if (!Files.isRegularFile(path)
                    || !Sha256.of(path).equals(file.getValue().asText())) {
                throw new FormatException(
                        "%s has changed since the run ended; put the old file back, or train again".formatted(path));
            }
        }
        JsonNode taught = sealed.facts().path("taught");
        for (Map.Entry<String, String> weight : subject.weights().entrySet()) {
            String name = subject.model().getFileName() + "/" + weight.getKey();
            if (taught.has(name) && !taught.path(name).asText().equals(weight.getValue())) {
                throw new FormatException(
                        "%s has changed since the run ended, so the run's figures are not its; put the old file back, or name the model without the run"
                                .formatted(run.resolve(name)));
            }
        }
    }

    /** A file of results that is still there must be the one that the entry names. */
    private void checkFile(FigureEntry entry, Path ledger) throws IOException {
        String name = entry.fact("file");
        String hash = entry.fact("file_sha256");
        if (name == null || hash == null) {
            return;
        }
        Path file = ledger.resolveSibling(name);
        if (Files.isRegularFile(file) && !Sha256.of(file).equals(hash)) {
            throw new FormatException(
                    "%s has changed since its figures were entered in %s; put the old file back, or measure again"
                            .formatted(file, ledger));
        }
    }

    private void add(Path ledger, List<FigureEntry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        ledgers.put(ledger, entries);
        for (FigureEntry entry : entries) {
            entry.values().forEach((metric, value) -> {
                String reference = reference(entry, metric);
                Figure earlier = figures.get(reference);
                boolean sums = entry.kind().equals(ENERGY) && SUMMED.contains(metric) && earlier != null;
                double sum = sums && earlier != null ? earlier.value() + value : value;
                figures.put(reference, new Figure(reference, sum, entry, ledger));
            });
        }
    }

    private static String reference(FigureEntry entry, String metric) {
        return entry.name().equals(RUN)
                ? entry.kind() + ":" + metric
                : "%s:%s/%s".formatted(entry.kind(), entry.name(), metric);
    }

    /** Returns all figures by reference. */
    public SequencedMap<String, Figure> all() {
        return figures;
    }

    /** Returns a figure, if there is one. */
    public Optional<Figure> find(String reference) {
        return Optional.ofNullable(figures.get(reference));
    }

    /**
     * Returns a figure that a text refers to.
     *
     * @throws FormatException if no ledger holds it
     */
    public Figure get(String reference, String where) {
        Figure figure = figures.get(reference);
        if (figure == null) {
            throw new FormatException("%s: no ledger holds %s%s; `menura card … --list` shows what there is"
                    .formatted(
                            where,
                            reference,
                            NearestName.of(reference, figures.keySet())
                                    .map(", but %s"::formatted)
                                    .orElse("")));
        }
        return figure;
    }

    /** Returns the ledgers that were read, with their entries. */
    public SequencedMap<Path, List<FigureEntry>> ledgers() {
        return ledgers;
    }

    /** Returns the last entries of all kinds and names, but for energy and training. */
    List<FigureEntry> measured() {
        SequencedMap<String, FigureEntry> last = new LinkedHashMap<>();
        ledgers.values()
                .forEach(entries -> entries.stream()
                        .filter(e -> !e.kind().equals(ENERGY) && !e.kind().equals(TRAIN))
                        .forEach(e -> last.put(e.kind() + ":" + e.name(), e)));
        return List.copyOf(last.values());
    }

    /** Returns all entries of a kind and name, in order. */
    List<FigureEntry> entries(String kind, @Nullable String name) {
        return ledgers.values().stream()
                .flatMap(List::stream)
                .filter(e -> e.kind().equals(kind) && (name == null || e.name().equals(name)))
                .toList();
    }

    /** Returns what readers of the card should know of the ledgers, in sentences. */
    public List<String> notes() {
        return notes;
    }

    /** Returns names that the ledgers themselves hold, in which digits are no numbers. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        ledgers.values()
                .forEach(entries -> entries.forEach(entry -> {
                    names.add(entry.name());
                    for (String fact : List.of("model", "file", "hardware")) {
                        String value = entry.fact(fact);
                        if (value != null) {
                            names.add(value);
                        }
                    }
                    for (String fact : List.of("data", "taught", "model_files", "adapter_files")) {
                        entry.facts().path(fact).fieldNames().forEachRemaining(names::add);
                    }
                }));
        return names;
    }
}
