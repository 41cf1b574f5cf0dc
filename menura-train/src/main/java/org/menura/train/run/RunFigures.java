package org.menura.train.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.format.Sha256;
import org.menura.train.energy.EnergyMeter;
import org.menura.train.energy.EnergyUse;
import org.menura.train.ledger.FigureLedger;
import org.menura.train.ledger.LedgerReader;
import org.menura.train.ledger.RunSummary;

/**
 * What a run writes into its ledger of figures: its energy at each checkpoint, and at the end what it came to, with the hashes
 * of all records and of what was taught. It holds times, so two runs of a recipe differ here, and here alone.
 */
final class RunFigures {
    private static final List<String> RECORDS = List.of("ledger.json", "metrics.jsonl");

    private final Path folder;
    private final RunSettings settings;
    private @Nullable EnergyMeter meter;
    private @Nullable EnergyUse before;
    private long from;

    RunFigures(Path folder, RunSettings settings) {
        this.folder = folder;
        this.settings = settings;
    }

    /** Begins to measure after so many steps. */
    void begin(EnergyMeter started, long step) {
        meter = started;
        before = null;
        from = step;
    }

    /** Records what was used since the last record. */
    void used(long step) throws IOException {
        if (meter == null || step == from) {
            return; // nothing was computed
        }
        EnergyUse all = meter.use(settings.energy());
        EnergyUse more = before == null ? all : all.since(before);
        Map<String, Double> values = more.figures();
        values.put("from_step", (double) from);
        values.put("to_step", (double) step);
        FigureLedger.append(folder, "energy", "training", values, more.facts());
        before = all;
        from = step;
    }

    /** Records what the run came to. */
    void complete(LedgerReader reader, long parameters) throws IOException {
        Map<String, Double> values = RunSummary.values(reader);
        values.put("parameters_taught", (double) parameters);
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        ObjectNode records = facts.putObject("records");
        for (String name : RECORDS) {
            if (Files.isRegularFile(folder.resolve(name))) {
                records.put(name, Sha256.of(folder.resolve(name)));
            }
        }
        ObjectNode taught = facts.putObject("taught");
        for (Path file : taught()) {
            taught.put(folder.relativize(file).toString().replace('\\', '/'), Sha256.of(file));
        }
        ObjectNode program = facts.putObject("program");
        reader.code().facts().forEach(program::put);
        boolean known = FigureLedger.read(FigureLedger.in(folder)).stream()
                .anyMatch(e -> e.kind().equals("train") && e.facts().equals(facts));
        if (!known) {
            FigureLedger.append(folder, "train", "run", values, facts);
        }
    }

    private List<Path> taught() throws IOException {
        try (Stream<Path> all = Files.walk(folder, 2)) {
            return all.filter(f -> f.getFileName().toString().endsWith(".safetensors"))
                    .filter(Files::isRegularFile)
                    .filter(f -> !f.startsWith(folder.resolve("checkpoints")))
                    .sorted()
                    .toList();
        }
    }
}
