package org.menura.data.engine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.menura.data.source.Compression;
import org.menura.format.Sha256;

/** Takes the rows of one input through the stages of one phase. */
final class ShardTask {
    private static final int BATCH_ROWS = 64;
    private static final int BATCH_BYTES = 1 << 20;

    private final Flow flow;
    private final Job job;
    private final int phase;
    private final int shard;
    private final Workers workers;
    private final Watch watch;
    private final List<StageCounts> counts = new ArrayList<>();
    private long read;
    private long given;
    private long row;

    ShardTask(Flow flow, Job job, int phase, int shard, Workers workers, Watch watch) {
        this.flow = flow;
        this.job = job;
        this.phase = phase;
        this.shard = shard;
        this.workers = workers;
        this.watch = watch;
        flow.names().forEach(_ -> counts.add(new StageCounts()));
    }

    static Path record(Job job, int phase, int shard) {
        return job.work("p%d/shard-%05d.json".formatted(phase, shard));
    }

    static Path rows(Job job, int phase, int shard) {
        return job.work("p%d/rows-%05d".formatted(phase, shard));
    }

    static Path entries(Job job, int phase, int shard) {
        return job.work("p%d/entries-%05d".formatted(phase, shard));
    }

    static Path results(Job job, int phase, int shard) {
        return job.work("p%d/results-%05d".formatted(phase, shard));
    }

    static Path traces(Job job, int phase, int shard) {
        return job.work("traces/p%d-%05d".formatted(phase, shard));
    }

    void run() throws IOException {
        Path folder = job.work("p%d".formatted(phase));
        Files.createDirectories(folder);
        Input input = job.inputs().get(shard);
        boolean isLast = flow.groupingAfter(phase) < 0;
        boolean isMirrored = isLast && flow.sink().isMirrored();
        Path target = isMirrored ? flow.sink().file(input) : rows(job, phase, shard);
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        try (ByteSorter sorter = new ByteSorter(folder, job.memory() * 3 / 4);
                ByteSorter traces = new ByteSorter(folder, job.memory() / 4);
                Pending kept = new Pending(target);
                RowOutput out = isMirrored
                        ? RowOutput.lines(kept.part(), Compression.of(target))
                        : RowOutput.records(kept.part());
                RowSource source =
                        phase == 0 ? RowSource.first(flow, job, shard) : RowSource.next(flow, job, phase, shard)) {
            passAll(source, out, sorter, traces);
            out.close();
            if (phase == 0) {
                record.put("sha256", Sha256.unchecked(input.file()));
            }
            if (!isLast) {
                record.set("entries", sorted(sorter, entries(job, phase, shard), job.partitions()));
            } else if (flow.sink().kind() == Sink.Kind.SORTED) {
                record.set(
                        "results",
                        sorted(sorter, results(job, phase, shard), flow.sink().shards()));
            }
            sorted(traces, traces(job, phase, shard), 1);
            if (isMirrored) {
                record.put("file", target.toString()).put("file_sha256", Sha256.unchecked(kept.part()));
                record.put("file_bytes", Files.size(kept.part()));
                kept.commitSafely();
            } else {
                kept.commit();
            }
        }
        record.put("read", read).put("given", given);
        ArrayNode stages = record.putArray("stages");
        counts.forEach(c -> stages.add(c.json()));
        Done.write(record(job, phase, shard), record);
    }

    private static ArrayNode sorted(ByteSorter sorter, Path file, int parts) throws IOException {
        try (Pending pending = new Pending(file);
                var all = sorter.sorted()) {
            long[] offsets = PartitionedFile.write(pending.part(), all, Entry.PARTITION, parts);
            pending.commit();
            return Done.offsets(offsets);
        }
    }

    private void passAll(RowSource source, RowOutput out, ByteSorter sorter, ByteSorter traces) throws IOException {
        Deque<Future<Passage>> waiting = new ArrayDeque<>();
        try {
            List<RowSource.Item> batch = source.batch(BATCH_ROWS, BATCH_BYTES);
            while (!batch.isEmpty() || !waiting.isEmpty()) {
                while (!batch.isEmpty() && waiting.size() < workers.waiting()) {
                    List<RowSource.Item> rows = batch;
                    read += rows.size();
                    waiting.add(workers.submit(() -> pass(rows)));
                    batch = source.batch(BATCH_ROWS, BATCH_BYTES);
                }
                take(await(waiting.remove()), out, sorter, traces);
            }
        } finally {
            waiting.forEach(f -> f.cancel(true));
        }
    }

    private Passage pass(List<RowSource.Item> rows) {
        Passage passage = new Passage(flow, job, phase, shard);
        rows.forEach(item -> passage.pass(item.parse(), item.said()));
        return passage;
    }

    private void take(Passage passage, RowOutput out, ByteSorter sorter, ByteSorter traces) throws IOException {
        for (int i = 0; i < passage.rows.size(); i++) {
            out.write(passage.rows.get(i));
            if (!passage.entries.isEmpty()) {
                long address = Address.of(shard, row);
                passage.entries.get(i).forEach(e -> sorter.add(e.at(address).encoded()));
            }
            row++;
        }
        given += passage.rows.size() + passage.results.size();
        passage.results.forEach(sorter::add);
        passage.traces.forEach(traces::add);
        for (int i = 0; i < counts.size(); i++) {
            counts.get(i).add(passage.counts.get(i));
        }
        watch.seen(passage.passed);
    }

    private static Passage await(Future<Passage> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.util.concurrent.CancellationException();
        } catch (ExecutionException e) {
            @Nullable Throwable cause = e.getCause();
            if (cause instanceof RuntimeException runtime) {
                throw runtime;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(cause);
        }
    }

    /** Where rows are written: records between tasks, or lines of a file that may be compressed. */
    private interface RowOutput extends AutoCloseable {
        void write(byte[] row) throws IOException;

        @Override
        void close() throws IOException;

        static RowOutput records(Path file) throws IOException {
            RecordWriter out = new RecordWriter(file);
            return new RowOutput() {
                @Override
                public void write(byte[] row) throws IOException {
                    out.write(row);
                }

                @Override
                public void close() throws IOException {
                    out.close();
                }
            };
        }

        static RowOutput lines(Path file, Compression compression) throws IOException {
            OutputStream out = compression.writer(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
            return new RowOutput() {
                @Override
                public void write(byte[] row) throws IOException {
                    out.write(row);
                    out.write('\n');
                }

                @Override
                public void close() throws IOException {
                    out.close();
                }
            };
        }
    }
}
