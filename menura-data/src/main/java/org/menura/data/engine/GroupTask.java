package org.menura.data.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.data.Cursor;
import org.menura.data.dolma.RowId;
import org.menura.data.plan.ComponentsStage;
import org.menura.data.plan.KeyedStage;
import org.menura.data.plan.Member;
import org.menura.data.plan.Stage;

/** Shows a stage the groups of one partition, which hold rows of all inputs. */
final class GroupTask {
    /** How many bytes of an address are the number of the input. */
    static final int SHARD = 3;

    private final Flow flow;
    private final Job job;
    private final int phase;
    private final int partition;
    private final Watch watch;

    GroupTask(Flow flow, Job job, int phase, int partition, Watch watch) {
        this.flow = flow;
        this.job = job;
        this.phase = phase;
        this.partition = partition;
        this.watch = watch;
    }

    static Path record(Job job, int phase, int partition) {
        return job.work("g%d/group-%05d.json".formatted(phase, partition));
    }

    static Path said(Job job, int phase, int partition) {
        return job.work("g%d/said-%05d".formatted(phase, partition));
    }

    static Path edges(Job job, int phase, int partition) {
        return job.work("g%d/edges-%05d".formatted(phase, partition));
    }

    static Path members(Job job, int phase, int partition) {
        return job.work("g%d/members-%05d".formatted(phase, partition));
    }

    /** What the groups behind a phase said of the rows of an input, by address. */
    static Cursor<byte[]> said(Flow flow, Job job, int phase, int shard) {
        List<Merge.Slice> slices = new ArrayList<>();
        if (flow.components(phase) != null) {
            JsonNode record = Done.read(ComponentsTask.record(job, phase));
            slices.add(Done.slice(ComponentsTask.said(job, phase), record.path("said"), shard));
        } else {
            for (int p = 0; p < job.partitions(); p++) {
                slices.add(Done.slice(
                        said(job, phase, p), Done.read(record(job, phase, p)).path("said"), shard));
            }
        }
        return Merge.of(slices, job.work("p%d".formatted(phase)));
    }

    void run() throws IOException {
        Path folder = job.work("g%d".formatted(phase));
        Files.createDirectories(folder);
        Stage stage = flow.stage(flow.groupingAfter(phase));
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        switch (stage) {
            case KeyedStage keyed -> keyed(keyed, folder, record);
            case ComponentsStage components -> components(components, folder, record);
            default -> throw new IllegalStateException("stage groups nothing");
        }
        Done.write(record(job, phase, partition), record);
    }

    private List<Merge.Slice> slices() {
        List<Merge.Slice> slices = new ArrayList<>();
        for (int shard = 0; shard < job.inputs().size(); shard++) {
            JsonNode offsets = Done.read(ShardTask.record(job, phase, shard)).path("entries");
            slices.add(Done.slice(ShardTask.entries(job, phase, shard), offsets, partition));
        }
        return slices;
    }

    private void keyed(KeyedStage stage, Path folder, ObjectNode record) throws IOException {
        List<Merge.Slice> slices = slices();
        Path sizes = null;
        if (stage.countsMembers()) {
            sizes = Files.createTempFile(folder, "sizes", ".tmp");
            Groups.count(Merge.of(slices, folder), sizes, watch);
        }
        try (ByteSorter said = new ByteSorter(folder, job.memory());
                Groups groups = new Groups(Merge.of(slices, folder), sizes)) {
            while (groups.advance()) {
                stage.group(groups, (member, result) -> said.add(said(member, result)));
                watch.seen(0);
            }
            try (Pending pending = new Pending(said(job, phase, partition));
                    Cursor<byte[]> sorted = said.sorted()) {
                long[] offsets = PartitionedFile.write(
                        pending.part(), sorted, SHARD, job.inputs().size());
                pending.commit();
                record.set("said", Done.offsets(offsets));
            }
            record.put("groups", groups.count());
        } finally {
            if (sizes != null) {
                Files.deleteIfExists(sizes);
            }
        }
    }

    private static byte[] said(Member member, byte[] result) {
        return new Bytes(Entry.ADDRESS + result.length)
                .number(member.address(), Entry.ADDRESS)
                .raw(result)
                .done();
    }

    private void components(ComponentsStage stage, Path folder, ObjectNode record) throws IOException {
        try (ByteSorter edges = new ByteSorter(folder, job.memory() / 2);
                ByteSorter members = new ByteSorter(folder, job.memory() / 2);
                Groups groups = new Groups(Merge.of(slices(), folder), null)) {
            groups.listen(entry -> members.add(new Bytes(RowId.BYTES + 16)
                    .raw(entry.id().bytes())
                    .number(entry.content(), 8)
                    .number(entry.address(), Entry.ADDRESS)
                    .done()));
            while (groups.advance()) {
                stage.edges(groups, (one, other) -> {
                    if (!one.equals(other)) {
                        edges.add(Stars.edge(one, other));
                    }
                });
                watch.seen(0);
            }
            store(edges, edges(job, phase, partition));
            store(members, members(job, phase, partition));
            record.put("groups", groups.count());
        }
    }

    private static void store(ByteSorter sorter, Path file) throws IOException {
        try (Pending pending = new Pending(file);
                Cursor<byte[]> sorted = sorter.sorted()) {
            Stars.writeDistinct(sorted, pending.part());
            pending.commit();
        }
    }
}
