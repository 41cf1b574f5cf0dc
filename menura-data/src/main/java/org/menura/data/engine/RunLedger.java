package org.menura.data.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.format.OutputFile;
import org.menura.format.Sha256;
import org.menura.format.json.Json;

/**
 * The record of a run in its folder: {@code plan.yaml} as given, {@code begun.json} with the inputs as they were when it
 * began, {@code run.json} with hashes and counts once it is complete, {@code rows.jsonl.gz} with what happened to rows.
 */
final class RunLedger implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final int VERSION = 1;

    private final Path folder;
    private final FileChannel lock;

    private RunLedger(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** Opens the ledger in a folder for one run at a time. */
    static RunLedger open(Path folder) throws IOException {
        Files.createDirectories(folder);
        FileChannel lock =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            taken = lock.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            // another run of this JVM has it
        }
        if (!taken) {
            lock.close();
            throw new FormatException("%s is in use by another run; wait for its end".formatted(folder));
        }
        return new RunLedger(folder, lock);
    }

    static Path report(Path folder) {
        return folder.resolve("run.json");
    }

    boolean isComplete() {
        return Files.isRegularFile(report(folder));
    }

    /**
     * Begins the record of a run, or goes on with it.
     *
     * @throws FormatException if the folder holds a run of something else
     */
    Job begin(Job job) throws IOException {
        Path begun = folder.resolve("begun.json");
        if (!Files.exists(begun)) {
            OutputFile.write(folder.resolve("plan.yaml"), job.plan().getBytes(StandardCharsets.UTF_8));
            OutputFile.write(begun, JSON.writeValueAsBytes(json(job)));
            return job;
        }
        JsonNode there = Json.parse(begun);
        Job same = new Job(
                job.plan(),
                job.name(),
                job.base(),
                job.ledger(),
                job.work(),
                job.inputs(),
                Math.max(1, there.path("partitions").asInt(job.partitions())),
                job.memory());
        ObjectNode now = json(same);
        if (!there.path("plan_sha256").equals(now.path("plan_sha256"))) {
            throw new FormatException(
                    "%s holds a run of another plan; give the results another folder, or delete this one"
                            .formatted(folder));
        }
        if (!there.path("inputs")
                .equals(JSON.readTree(JSON.writeValueAsBytes(now)).path("inputs"))) {
            throw new FormatException(
                    "%s holds a run over other inputs, or they changed since it began; give the results another folder, or delete this one"
                            .formatted(folder));
        }
        return same;
    }

    private static ObjectNode json(Job job) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("format", "menura-data-run").put("version", VERSION);
        node.put("plan_sha256", Sha256.of(job.plan().getBytes(StandardCharsets.UTF_8)));
        node.put("partitions", job.partitions());
        ArrayNode inputs = node.putArray("inputs");
        job.inputs()
                .forEach(i -> inputs.addObject()
                        .put("file", i.path())
                        .put("bytes", i.bytes())
                        .put("modified", i.modified()));
        return node;
    }

    /** Completes the record, and deletes what only a run under way needs. */
    void complete(Flow flow, Job job, List<String> warnings) throws IOException {
        ObjectNode node = json(job);
        node.remove("inputs");
        List<StageCounts> stages = new ArrayList<>();
        flow.names().forEach(_ -> stages.add(new StageCounts()));
        ArrayNode inputs = JsonNodeFactory.instance.arrayNode();
        ArrayNode files = JsonNodeFactory.instance.arrayNode();
        long read = 0;
        long written = 0;
        int last = flow.phases() - 1;
        for (int phase = 0; phase <= last; phase++) {
            for (int i = 0; i < job.inputs().size(); i++) {
                JsonNode done = Done.read(ShardTask.record(job, phase, i));
                for (int s = 0; s < stages.size(); s++) {
                    stages.get(s).add(StageCounts.of(done.path("stages").path(s)));
                }
                if (phase == 0) {
                    Input input = job.inputs().get(i);
                    read += done.path("read").asLong();
                    inputs.addObject()
                            .put("file", input.path())
                            .put("bytes", input.bytes())
                            .put("rows", done.path("read").asLong())
                            .put("sha256", done.path("sha256").asText());
                }
                if (phase == last) {
                    written += done.path("given").asLong();
                    if (done.has("file")) {
                        files.add(file(done, done.path("given").asLong()));
                    }
                }
            }
        }
        for (int f = 0; f < flow.sink().files(job.inputs()); f++) {
            JsonNode done = Done.read(SinkTask.record(job, f));
            files.add(file(done, done.path("rows").asLong()));
        }
        node.put("rows_read", read).put("rows_written", written);
        node.set("inputs", inputs);
        ArrayNode list = node.putArray("stages");
        for (int s = 0; s < stages.size(); s++) {
            ObjectNode stage = list.addObject().put("name", flow.names().get(s));
            stage.setAll(stages.get(s).json());
        }
        node.set("files", files);
        ArrayNode notes = node.putArray("warnings");
        warnings(flow, stages, read, written).forEach(notes::add);
        warnings.forEach(notes::add);
        OutputFile.write(report(folder), JSON.writeValueAsBytes(node));
    }

    private static ObjectNode file(JsonNode done, long rows) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("file", done.path("file").asText())
                .put("rows", rows)
                .put("bytes", done.path("file_bytes").asLong())
                .put("sha256", done.path("file_sha256").asText());
    }

    private static List<String> warnings(Flow flow, List<StageCounts> stages, long read, long written) {
        List<String> warnings = new ArrayList<>();
        if (read == 0) {
            warnings.add("the inputs hold no rows");
        }
        for (int s = 0; s < stages.size(); s++) {
            StageCounts counts = stages.get(s);
            String name = "stage %d, %s,".formatted(s + 1, flow.names().get(s));
            if (counts.in() > 0 && counts.touched() == 0) {
                warnings.add("%s touched none of %,d rows".formatted(name, counts.in()));
            } else if (counts.in() > 0 && counts.out() == 0) {
                warnings.add("%s dropped all of %,d rows".formatted(name, counts.in()));
            }
        }
        return written == 0 && read > 0 && warnings.isEmpty() ? List.of("no rows were written") : warnings;
    }

    /** Reads the report of a run that is complete. */
    static RunReport read(Path folder) {
        Path file = report(folder);
        if (!Files.isRegularFile(file)) {
            throw new FormatException("%s holds no complete run: there is no run.json".formatted(folder));
        }
        JsonNode node = Json.parse(file);
        List<RunReport.StageReport> stages = new ArrayList<>();
        node.path("stages")
                .forEach(
                        s -> stages.add(new RunReport.StageReport(s.path("name").asText(), StageCounts.of(s))));
        List<RunReport.WrittenFile> files = new ArrayList<>();
        node.path("files")
                .forEach(f -> files.add(new RunReport.WrittenFile(
                        Path.of(f.path("file").asText()),
                        f.path("rows").asLong(),
                        f.path("bytes").asLong(),
                        f.path("sha256").asText())));
        List<String> warnings = new ArrayList<>();
        node.path("warnings").forEach(w -> warnings.add(w.asText()));
        return new RunReport(
                folder,
                node.path("rows_read").asLong(),
                node.path("rows_written").asLong(),
                stages,
                files,
                warnings);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
