package org.menura.data.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.data.Cursor;
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
        Path file = flow.sink().file(shard);
        Files.createDirectories(job.work("sink"));
        try (Pending pending = new Pending(file);
                Cursor<byte[]> records = flow.sink().kind() == Sink.Kind.JOINED ? joined(shard) : sorted(shard)) {
            int head = flow.sink().kind() == Sink.Kind.JOINED ? 0 : HEAD;
            long rows = write(records, pending.part(), flow.sink().compression(), head);
            ObjectNode record = JsonNodeFactory.instance.objectNode();
            record.put("file", file.toString()).put("rows", rows);
            record.put("file_bytes", Files.size(pending.part()));
            record.put("file_sha256", Sha256.of(pending.part()));
            pending.commitSafely();
            Done.write(record(job, shard), record);
        }
    }

    private Cursor<byte[]> sorted(int shard) {
        int phase = flow.phases() - 1;
        List<Merge.Slice> slices = new ArrayList<>();
        for (int i = 0; i < job.inputs().size(); i++) {
            slices.add(Done.slice(
                    ShardTask.results(job, phase, i),
                    Done.read(ShardTask.record(job, phase, i)).path("results"),
                    shard));
        }
        return Merge.of(slices, job.work("sink"));
    }

    private Cursor<byte[]> joined(int number) {
        int phase = flow.phases() - 1;
        Iterator<Integer> inputs = flow.sink().joined(job.inputs()).get(number).iterator();
        return new Cursor<>() {
            private @Nullable RecordReader current;

            @Override
            public byte @Nullable [] next() {
                while (true) {
                    RecordReader reader = current;
                    if (reader == null) {
                        if (!inputs.hasNext()) {
                            return null;
                        }
                        reader = RecordReader.of(ShardTask.rows(job, phase, inputs.next()));
                        current = reader;
                    }
                    byte[] record = reader.next();
                    if (record != null) {
                        return record;
                    }
                    close();
                }
            }

            @Override
            public void close() {
                if (current != null) {
                    current.close();
                    current = null;
                }
            }
        };
    }

    /** Writes the ledger's record of rows. */
    void traces() throws IOException {
        List<Merge.Slice> slices = new ArrayList<>();
        for (int phase = 0; phase < flow.phases(); phase++) {
            for (int i = 0; i < job.inputs().size(); i++) {
                slices.add(Merge.Slice.of(ShardTask.traces(job, phase, i)));
            }
        }
        Files.createDirectories(job.work("sink"));
        try (Pending pending = new Pending(traces(job.ledgerFolder()));
                Merge merge = Merge.of(slices, job.work("sink"))) {
            long rows = write(merge, pending.part(), Compression.GZIP, HEAD + 2);
            pending.commitSafely();
            Done.write(tracesRecord(job), JsonNodeFactory.instance.objectNode().put("rows", rows));
        }
    }

    private long write(Cursor<byte[]> records, Path file, Compression compression, int head) throws IOException {
        long rows = 0;
        try (OutputStream out = compression.writer(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
            for (byte[] record = records.next(); record != null; record = records.next()) {
                out.write(record, head, record.length - head);
                out.write('\n');
                rows++;
                watch.seen(0);
            }
        }
        return rows;
    }
}
