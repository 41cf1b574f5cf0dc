package org.menura.data.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.data.dolma.RowId;
import org.menura.data.source.Compression;
import org.menura.format.Sha256;

/** Writes a file of a sorted sink, or the ledger's record of what happened to rows. */
final class SinkTask {
    private static final int HEAD = Entry.PARTITION + RowId.BYTES;

    private final Flow flow;
    private final Job job;
    private final Watch watch;

    SinkTask(Flow flow, Job job, Watch watch) {
        this.flow = flow;
        this.job = job;
        this.watch = watch;
    }

    static Path record(Job job, int shard) {
        return job.work("sink/file-%05d.json".formatted(shard));
    }

    static Path tracesRecord(Job job) {
        return job.work("sink/traces.json");
    }

    /** The file of the ledger that says what happened to rows. */
    static Path traces(Path ledger) {
        return ledger.resolve("rows.jsonl.gz");
    }

    /** Writes one file of the sink. */
    void run(int shard) throws IOException {
        int phase = flow.phases() - 1;
        List<Merge.Slice> slices = new ArrayList<>();
        for (int i = 0; i < job.inputs().size(); i++) {
            slices.add(Done.slice(
                    ShardTask.results(job, phase, i),
                    Done.read(ShardTask.record(job, phase, i)).path("results"),
                    shard));
        }
        Path file = flow.sink().file(shard);
        try (Pending pending = new Pending(file)) {
            long rows = write(slices, pending.part(), flow.sink().compression(), HEAD);
            ObjectNode record = JsonNodeFactory.instance.objectNode();
            record.put("file", file.toString()).put("rows", rows);
            record.put("file_bytes", Files.size(pending.part()));
            record.put("file_sha256", Sha256.of(pending.part()));
            pending.commitSafely();
            Done.write(record(job, shard), record);
        }
    }

    /** Writes the ledger's record of rows. */
    void traces() throws IOException {
        List<Merge.Slice> slices = new ArrayList<>();
        for (int phase = 0; phase < flow.phases(); phase++) {
            for (int i = 0; i < job.inputs().size(); i++) {
                slices.add(Merge.Slice.of(ShardTask.traces(job, phase, i)));
            }
        }
        try (Pending pending = new Pending(traces(job.ledgerFolder()))) {
            long rows = write(slices, pending.part(), Compression.GZIP, HEAD + 2);
            pending.commitSafely();
            Done.write(tracesRecord(job), JsonNodeFactory.instance.objectNode().put("rows", rows));
        }
    }

    private long write(List<Merge.Slice> slices, Path file, Compression compression, int head) throws IOException {
        long rows = 0;
        Path folder = job.work("sink");
        Files.createDirectories(folder);
        try (Merge merge = Merge.of(slices, folder);
                OutputStream out =
                        compression.writer(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
            for (byte[] record = merge.next(); record != null; record = merge.next()) {
                out.write(record, head, record.length - head);
                out.write('\n');
                rows++;
                watch.seen(0);
            }
        }
        return rows;
    }
}
