package org.menura.eval.card;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.menura.eval.job.ResultFigures;
import org.menura.format.FormatException;
import org.menura.format.Sha256;
import org.menura.format.json.Json;
import org.menura.train.ledger.DataManifest;
import org.menura.train.ledger.FigureEntry;
import org.menura.train.ledger.LedgerReader;

/**
 * The data that a card is about: what a run of {@code menura data} wrote, or what a training run read.
 *
 * @param ledger the file whose record is taken
 * @param files what the data consists of
 * @param stages what was done to it, in order, a sentence each; empty where nobody recorded it
 * @param inputs what it was made from, a sentence each
 * @param figures by reference
 */
record DataSubject(Path ledger, List<DataFile> files, List<String> stages, List<String> inputs, Figures figures) {
    /**
     * A file.
     *
     * @param path where it lies here
     * @param name as the card names it
     */
    record DataFile(Path path, String name, long bytes, String sha256) {}

    /**
     * Reads the ledger of a data run or a training run.
     *
     * @throws FormatException if it is none, or a file has changed since
     */
    static DataSubject of(Path place) throws IOException {
        if (LedgerReader.isLedger(place)) {
            return trained(place);
        }
        for (Path file :
                List.of(place.resolve("run.json"), place.resolve("ledger").resolve("run.json"))) {
            if (Files.isRegularFile(file)) {
                return made(file);
            }
        }
        throw new FormatException(
                "%s holds neither run.json of `menura data` nor ledger.json of a training run; name such a folder"
                        .formatted(place));
    }

    private static DataSubject trained(Path run) throws IOException {
        LedgerReader reader = new LedgerReader(run);
        reader.requireUnchanged();
        DataManifest data = reader.data();
        data.verify();
        List<DataFile> files = new ArrayList<>();
        SequencedMap<String, Double> values = new LinkedHashMap<>();
        long bytes = 0;
        for (DataManifest.Entry entry : RunData.learned(reader)) {
            Path path = data.base().resolve(entry.path()).normalize();
            files.add(new DataFile(path, entry.path(), entry.bytes(), entry.sha256()));
            bytes += entry.bytes();
        }
        values.put("files", (double) files.size());
        values.put("bytes", (double) bytes);
        Path ledger = run.resolve("data.json");
        return new DataSubject(ledger, files, List.of(), List.of(), figures(ledger, values));
    }

    private static DataSubject made(Path report) throws IOException {
        JsonNode json = Json.parse(report);
        Path folder = report.toAbsolutePath().getParent();
        Path plan = folder == null ? Path.of("plan.yaml") : folder.resolve("plan.yaml");
        if (!json.path("format").asText().equals("menura-data-run")) {
            throw new FormatException("%s is no report of `menura data`".formatted(report));
        }
        if (!Files.isRegularFile(plan)
                || !Sha256.of(plan).equals(json.path("plan_sha256").asText())) {
            throw new FormatException(
                    "%s has changed since the run, so its ledger would no longer tell how the data was made; put the old file back"
                            .formatted(plan));
        }
        SequencedMap<String, Double> values = new LinkedHashMap<>();
        values.put("rows_read", json.path("rows_read").asDouble());
        values.put("rows_written", json.path("rows_written").asDouble());
        List<DataFile> files = new ArrayList<>();
        long bytes = 0;
        for (JsonNode file : json.path("files")) {
            DataFile one = written(file, report);
            files.add(one);
            bytes += one.bytes();
        }
        values.put("files", (double) files.size());
        values.put("bytes", (double) bytes);
        List<String> stages = new ArrayList<>();
        for (JsonNode stage : json.path("stages")) {
            stages.add(stage(stage, stages.size() + 1, values));
        }
        List<String> inputs = new ArrayList<>();
        json.path("inputs")
                .forEach(i -> inputs.add("%s: %d rows, %d bytes, SHA-256 %s"
                        .formatted(
                                Path.of(i.path("file").asText()).getFileName(),
                                i.path("rows").asLong(),
                                i.path("bytes").asLong(),
                                i.path("sha256").asText())));
        return new DataSubject(report, files, stages, inputs, figures(report, values));
    }

    private static DataFile written(JsonNode file, Path report) throws IOException {
        String name = file.path("file").asText();
        Path path = Path.of(name);
        if (!path.isAbsolute()) {
            for (Path base = report.toAbsolutePath().getParent(); base != null; base = base.getParent()) {
                if (Files.isRegularFile(base.resolve(name))) {
                    path = base.resolve(name);
                    break;
                }
            }
        }
        String hash = file.path("sha256").asText();
        if (Files.isRegularFile(path) && !Sha256.of(path).equals(hash)) {
            throw new FormatException(
                    "%s has changed since the run wrote it, so the ledger's figures are not its; put the old file back, or run the plan again"
                            .formatted(path));
        }
        Path root = report.toAbsolutePath().normalize().getParent();
        root = root == null ? null : root.getParent();
        Path whole = path.toAbsolutePath().normalize();
        String shown = root != null && whole.startsWith(root)
                ? root.relativize(whole).toString().replace('\\', '/')
                : String.valueOf(path.getFileName());
        return new DataFile(path, shown, file.path("bytes").asLong(), hash);
    }

    private static String stage(JsonNode stage, int number, SequencedMap<String, Double> values) {
        String name = stage.path("name").asText();
        StringBuilder said = new StringBuilder("Stage %d, %s:".formatted(number, name));
        ResultFigures.numbers(stage).forEach((field, value) -> {
            said.append(" %s %s,".formatted(field.replace('/', ' '), Numbers.shown(value, "", "")));
            values.put("stage-%d-%s/%s".formatted(number, name, field), value);
        });
        said.setLength(said.length() - 1);
        return said.append('.').toString();
    }

    private static Figures figures(Path ledger, SequencedMap<String, Double> values) {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        facts.set("ledger", new ObjectMapper().valueToTree(String.valueOf(ledger.getFileName())));
        return Figures.of(ledger, List.of(new FigureEntry(1, "", "data", "run", values, facts)));
    }
}
